"""Asks the forum for what is new. The cursor is written in the transaction that stores the posts, or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from modbot.clock import Clock
from modbot.errors import ForumBusy
from modbot.forum.interface import ForumReader
from modbot.receive.inbox import Delivery, receive_all
from modbot.store.store import Store

CURSOR = "posts"
SLICES = 20


@dataclass(frozen=True, slots=True)
class Round:
    """What a round brought, and whether more waits: ``come_back_in`` seconds then (0: at once), None when all is in."""

    delivery: Delivery
    come_back_in: float | None = None


class Poller:
    """The duty "poll": a few slices a round, each kept before the next is asked for."""

    def __init__(self, reader: ForumReader, store: Store, clock: Clock, slices: int = SLICES) -> None:
        self._reader = reader
        self._store = store
        self._clock = clock
        self._slices = slices

    def poll(self) -> Round:
        """Bring in what is new. A busy forum ends the round early; raises ForumError for other trouble."""
        delivery = Delivery()
        for _ in range(self._slices):
            with self._store.reading() as tx:
                cursor = tx.cursors.read(CURSOR)
            try:
                page = self._reader.posts_after(cursor)
            except ForumBusy as busy:
                return Round(delivery, busy.wait_seconds)
            now = self._clock.now()
            with self._store.transaction() as tx:
                if tx.cursors.read(CURSOR) != cursor:
                    return Round(delivery, 0.0)  # another worker was faster; its slice is as good as this one
                delivery += receive_all(tx, page.items, now)
                tx.cursors.write(CURSOR, page.next_cursor, now)
            if page.is_last:
                return Round(delivery)
        return Round(delivery, 0.0)
