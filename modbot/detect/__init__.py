"""Prepared posts in, signals out. A detector sees one post and nothing else of the house."""
