"""Rules as files in, signals out: each rule carries its own examples and is refused when one of them fails. Pure."""
