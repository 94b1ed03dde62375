"""SQLite or PostgreSQL; the only SQL in the house.

Rows and records in and out, inside ``with store.transaction() as tx`` (all is kept or nothing) or, for looking only,
``with store.reading() as tx``. It decides nothing and never asks the time: moments are handed in. Text stands only
in the tables that ``forgetting.py`` names; the audit holds ids.
"""
