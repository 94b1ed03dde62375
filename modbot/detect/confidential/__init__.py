"""Confidential content: text in, spans of usable secrets out. Placeholders and makers' defaults stay silent."""
