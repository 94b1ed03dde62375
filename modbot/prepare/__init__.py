"""Raw text in, views out: who said what, and where each character stands in the raw post. Pure."""
