"""Decisions in, proposals out. It changes no rule, threshold or model itself, and it cannot act on the forum."""
