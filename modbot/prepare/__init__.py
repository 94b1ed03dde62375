"""Raw text in, views out: who said what, and where every character stands in the raw post. Pure: no store, no forum, no clock."""
