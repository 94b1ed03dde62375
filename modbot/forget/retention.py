"""What expires when, and what goes on a member's request. Decisions, counts and the audit chain stay whole."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from modbot.clock import Clock
from modbot.forget.redact import list_lines, mask_words_of
from modbot.store.store import Store, Transaction


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days each kind of text is kept."""

    clean_post_days: int = 30  # after it came in, when it was never flagged
    flagged_post_days: int = 180  # after the last decision about it; while one is open, it stays
    call_days: int = 7  # handled webhook calls and failed sign-ins


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was removed: versions of posts that expired, and of a member's posts and others that quoted them."""

    versions: int = 0
    masked: int = 0
    flags: int = 0
    alias: str = ""


class Forgetter:
    """The duty "forget", and the erasing of one member."""

    def __init__(self, store: Store, clock: Clock, retention: Retention, batch: int = 500) -> None:
        self._store = store
        self._clock = clock
        self._retention = retention
        self._batch = batch

    def forget_due(self) -> Forgotten:
        """Remove the text of everything that has expired, in batches; idle leftovers of sign-ins and calls too."""
        total = 0
        while removed := self._forget_batch():
            total += removed
            if removed < self._batch:
                break
        now = self._clock.now()
        old = now - timedelta(days=self._retention.call_days)
        with self._store.transaction() as tx:
            tx.events.forget(old)
            tx.people.forget(now, old)
            tx.heartbeats.forget(old)
        self._store.refresh_statistics()
        return Forgotten(versions=total)

    def erase_member(self, username: str, by: str) -> Forgotten:
        """Remove everything a member wrote and their name, also where others quote them, and rewrite the files.

        Their flags and decisions stay under an alias that says nothing. What is still to be done to them is called
        back. The audit says that it happened, by whom, and the alias.
        """
        with self._store.transaction() as tx:
            result = _erase(tx, username, self._clock.now())
            facts = {"versions": result.versions, "masked": result.masked, "flags": result.flags}
            tx.audit.add(self._clock.now(), by, "erase member", f"author/{result.alias}", **facts)
        self._store.tidy()
        return result

    def _forget_batch(self) -> int:
        now = self._clock.now()
        clean_before = now - timedelta(days=self._retention.clean_post_days)
        settled_before = now - timedelta(days=self._retention.flagged_post_days)
        with self._store.transaction() as tx:
            expired = tx.forgetting.find_unflagged(clean_before, self._batch)
            settled = tx.forgetting.find_settled(settled_before, self._batch - len(expired))
            chosen = sorted({*expired, *settled})
            if chosen:
                tx.forgetting.remove_words([row.post_id for row in tx.posts.rows(settled).values()])
                tx.forgetting.remove_texts(chosen, now)
                tx.audit.add(now, "modbot", "forget expired", "posts", versions=len(chosen), flagged=len(settled))
        return len(chosen)


def _erase(tx: Transaction, username: str, now: datetime) -> Forgotten:
    key = username.casefold()
    alias = f"erased-{secrets.token_hex(4)}"
    author_id = tx.forgetting.find_author_id(key)
    written = tx.forgetting.find_by_author(key, author_id)
    rows, post_ids = [row for row, _ in written], sorted({post_id for _, post_id in written})
    texts = tx.forgetting.read_texts(rows)
    lines = {line for _, raw, _ in texts for line in list_lines(raw)}
    topics = sorted({topic for topic, _, _ in texts if topic is not None})
    titles = {title for _, _, title in texts}
    tx.forgetting.cancel_actions(key, now)
    tx.forgetting.remove_words(post_ids)
    tx.forgetting.remove_texts(rows, now)
    masked = 0
    for row_id, raw, title in tx.forgetting.walk_mentions(username, topics):
        new = mask_words_of(raw, username, lines), "" if title in titles else mask_words_of(title, username, lines)
        if new != (raw, title):
            tx.forgetting.write_masked(row_id, *new, now)
            masked += 1
    return Forgotten(len(rows), masked, tx.forgetting.rename_author(key, author_id, alias), alias)
