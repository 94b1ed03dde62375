"""Signals in, findings out: one finding per category, with its severity and the clause it may break. Pure."""
