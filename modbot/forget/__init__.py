"""Old text out of the house: what expires, when, and on whose request. Decisions and the audit stay."""
