"""Personal data of others: text in, spans with type and owner out. Never the author's own, a company's or a machine's data."""
