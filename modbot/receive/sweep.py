"""The nightly second look at active topics: finds edits, posts that showed up late, and what polling never shows."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from modbot.clock import Clock
from modbot.errors import ForumBusy
from modbot.forum.interface import ForumReader
from modbot.receive.inbox import Delivery, receive_all
from modbot.receive.poller import SLICES, Round
from modbot.store.store import Store

CURSOR = "sweep"


class Sweep:
    """The duty "sweep". A sweep cut short goes on where it was; the next begins only when it is through."""

    def __init__(self, reader: ForumReader, store: Store, clock: Clock, days: int = 2) -> None:
        self._reader = reader
        self._store = store
        self._clock = clock
        self._reach = timedelta(days=days)

    def is_unfinished(self) -> bool:
        """Say whether an earlier sweep still has something to do."""
        with self._store.reading() as tx:
            return bool(tx.cursors.read(CURSOR))

    def sweep(self) -> Round:
        """Look again at all topics active in the last days; raises ForumError for trouble that is not a busy forum."""
        delivery = Delivery()
        for _ in range(SLICES):
            with self._store.reading() as tx:
                since, cursor = self._read_cursor(tx.cursors.read(CURSOR))
            try:
                page = self._reader.changed_posts(since, cursor)
            except ForumBusy as busy:
                return Round(delivery, busy.wait_seconds)
            now = self._clock.now()
            rest = "" if page.is_last else json.dumps([since.isoformat(), page.next_cursor])
            with self._store.transaction() as tx:
                delivery += receive_all(tx, page.items, now)
                tx.cursors.write(CURSOR, rest, now)
            if page.is_last:
                return Round(delivery)
        return Round(delivery, 0.0)

    def _read_cursor(self, text: str) -> tuple[datetime, str]:
        try:
            since, cursor = json.loads(text)
            return datetime.fromisoformat(since).astimezone(UTC), str(cursor)
        except (ValueError, TypeError):
            return self._clock.now() - self._reach, ""
