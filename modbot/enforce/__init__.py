"""Decisions in, changes of the forum out. The only room that is handed the forum's write side."""
