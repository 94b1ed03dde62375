"""Webhooks wake modbot up: the call is verified and noted; what it speaks of is read again from the forum.

Calls come twice, late, out of order and again under new numbers, so a call's content is never believed, only that
something happened to that post.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from modbot.clock import Clock
from modbot.errors import ForumBusy, ForumError
from modbot.forum.interface import ForumReader
from modbot.receive.inbox import Delivery, receive_all
from modbot.store.rows import EventRow
from modbot.store.store import Store

BATCH = 50


@dataclass(frozen=True, slots=True)
class WokenUp:
    """What came of waiting calls: posts brought in, and whether the review queue has something to say."""

    delivery: Delivery
    reviews_changed: bool = False
    come_back_in: float | None = None


class WebhookDoor:
    """Takes webhook calls and, in the duty "events", follows them up."""

    def __init__(self, reader: ForumReader, store: Store, clock: Clock) -> None:
        self._reader = reader
        self._store = store
        self._clock = clock

    def accept(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Note a call and return whether it is news; raises BadSignature, and ForumError for an unreadable body."""
        event = self._reader.read_event(headers, body)
        if event is None:
            return False
        number = event.event_id or hashlib.sha256(body).hexdigest()
        with self._store.transaction() as tx:
            return tx.events.add(number, event.kind, event.object_id, self._clock.now())

    def follow_up(self) -> WokenUp:
        """Read again what waiting calls speak of, each thing once; a busy forum leaves the rest waiting."""
        with self._store.reading() as tx:
            waiting = tx.events.waiting(BATCH)
        things: dict[tuple[str, str], list[EventRow]] = {}
        others: list[EventRow] = []
        for event in waiting:
            readable = event.kind in {"post", "topic"}
            (things.setdefault((event.kind, event.object_id), []) if readable else others).append(event)
        delivery, come_back_in = Delivery(), None
        for events in things.values():
            try:
                delivery += self._read_again(events)
            except ForumBusy as busy:
                come_back_in = busy.wait_seconds
                break
        self._finish(others)
        return WokenUp(delivery, any(event.kind == "reviewable" for event in others), come_back_in)

    def _read_again(self, events: list[EventRow]) -> Delivery:
        """Read a post, or a topic's first post (its title may be new), and note that these calls are dealt with."""
        kind, number = events[0].kind, events[0].object_id
        try:
            post = self._reader.read_post(number) if kind == "post" else self._reader.read_first_post(number)
        except ForumBusy:
            raise
        except ForumError as error:
            if error.permanent:
                self._finish(events)
            return Delivery()
        now = self._clock.now()
        with self._store.transaction() as tx:
            delivery = Delivery() if post is None else receive_all(tx, [post], now)
            if post is None and kind == "post":
                tx.posts.mark_gone(number, now)
            tx.events.finish([event.id for event in events], now)
        return delivery

    def _finish(self, events: list[EventRow]) -> None:
        if events:
            with self._store.transaction() as tx:
                tx.events.finish([event.id for event in events], self._clock.now())
