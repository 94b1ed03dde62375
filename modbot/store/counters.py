"""Counts kept as they change, so that no page has to count a million rows: per rule, per day, per kind of open flag."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import Connection, select

from modbot.store.database import add_to
from modbot.store.tables import counters


class Counters:
    """The counters table inside one transaction; changes are written at its end, in one order for all workers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._changes: dict[tuple[str, str], int] = defaultdict(int)

    def add(self, name: str, n: int = 1, day: date | None = None) -> None:
        """Add ``n`` to a running total, or to the count of a ``day``."""
        self._changes[name, day.isoformat() if day else ""] += n

    def read(self, prefix: str, since: date | None = None) -> dict[str, int]:
        """Return counts by name for all names that start with ``prefix``: totals, or summed from a day on."""
        query = select(counters.c.name, counters.c.n).where(
            counters.c.name >= prefix,
            counters.c.name < prefix + "\U0010ffff",
            counters.c.day == "" if since is None else counters.c.day >= since.isoformat(),
        )
        result: dict[str, int] = defaultdict(int)
        for name, n in self._connection.execute(query):
            result[name] += n
        for (name, day), n in self._changes.items():
            if name.startswith(prefix) and (day == "" if since is None else day >= since.isoformat()):
                result[name] += n
        return dict(result)

    def read_days(self, name: str, since: date) -> dict[date, int]:
        """Return one name's counts by day."""
        query = select(counters.c.day, counters.c.n).where(counters.c.name == name, counters.c.day >= since.isoformat())
        return {date.fromisoformat(day): n for day, n in self._connection.execute(query)}

    def write(self) -> None:
        """Write the changes; the transaction does so at its end."""
        for (name, day), n in sorted(self._changes.items()):
            if n:
                add_to(self._connection, counters, {"name": name, "day": day, "n": n}, "n")
        self._changes.clear()
