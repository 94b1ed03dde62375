"""Decisions in, changes of the forum out. The only room that is handed the forum's write side.

Rehearsal is the default. Caps, breakers and the kill switch lie in the store, so every worker obeys the same.
"""
