"""Personal data of others: text in, spans with type and owner out. Never the author's own or a company's data."""
