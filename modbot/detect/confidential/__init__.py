"""Confidential content: text in, spans of usable secrets out. Placeholders, redactions and makers' defaults stay silent."""
