"""Prepared posts in, signals out. A detector sees one post and nothing else: no store, no forum, no clock, no settings."""
