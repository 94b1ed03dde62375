"""Removes text and names from every table that holds them. Rows, verdicts, counts and the audit stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, delete, exists, func, or_, select, update

from modbot.records import Author
from modbot.store.tables import actions, decisions, flags, notes, posts, proposals, settings, signals, undos

_CHUNK = 500
TABLES_WITH_TEXT = ("posts", "signals", "flags", "decisions", "undos", "proposals", "actions", "notes", "settings")


class Forgetting:
    """All tables with text in them, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find_unflagged(self, seen_before: datetime, limit: int) -> list[int]:
        """Return checked versions of posts without any flag, first seen before then."""
        flagged = exists().where(flags.c.post_id == posts.c.post_id)
        return self._find(seen_before, ~flagged, limit)

    def find_settled(self, decided_before: datetime, limit: int) -> list[int]:
        """Return versions of posts all of whose flags were decided before then."""
        unsettled = or_(flags.c.state == "open", flags.c.decided_at.is_(None), flags.c.decided_at >= decided_before)
        kept = exists().where(flags.c.post_id == posts.c.post_id, unsettled)
        return self._find(decided_before, ~kept, limit)

    def find_by_author(self, author_key: str, author_id: int | None) -> list[tuple[int, str]]:
        """Return row id and post id of every version a member wrote, under this name or this id."""
        theirs = posts.c.author_key == author_key
        if author_id is not None:
            theirs = or_(theirs, posts.c.author_id == author_id)
        found = self._connection.execute(select(posts.c.id, posts.c.post_id).where(theirs))
        return [(row.id, row.post_id) for row in found]

    def find_author_id(self, author_key: str) -> int | None:
        """Return the forum's number of a member, as far as it is stored."""
        query = select(posts.c.author_id).where(posts.c.author_key == author_key, posts.c.author_id.is_not(None))
        return self._connection.execute(query.limit(1)).scalar()

    def read_texts(self, row_ids: Sequence[int]) -> list[tuple[int | None, str, str]]:
        """Return topic and raw text of versions, and the title where it is the topic's first post."""
        columns = (posts.c.topic_id, posts.c.raw, posts.c.title, posts.c.post_number)
        return [
            (row.topic_id, row.raw, row.title if row.post_number in (None, 1) else "")
            for chunk in _chunks(row_ids)
            for row in self._connection.execute(select(*columns).where(posts.c.id.in_(chunk)))
        ]

    def walk_mentions(self, name: str, topic_ids: Sequence[int]) -> Iterator[tuple[int, str, str]]:
        """Yield row id, raw and title of remembered versions that name a member or stand in one of the topics."""
        named = or_(posts.c.raw.icontains(name, autoescape=True), posts.c.topic_id.in_(topic_ids))
        last = 0
        while rows := self._connection.execute(
            select(posts.c.id, posts.c.raw, posts.c.title)
            .where(posts.c.id > last, posts.c.forgotten_at.is_(None), named)
            .order_by(posts.c.id)
            .limit(_CHUNK)
        ).all():
            yield from ((row.id, row.raw, row.title) for row in rows)
            last = rows[-1].id

    def write_masked(self, row_id: int, raw: str, title: str, at: datetime) -> None:
        """Put masked texts in the place of a version's own; its content key stays. The address may spell the title."""
        values = {"raw": raw, "title": title, "url": "", "masked_at": at}
        self._connection.execute(update(posts).where(posts.c.id == row_id).values(**values))

    def remove_texts(self, row_ids: Sequence[int], at: datetime) -> None:
        """Empty versions: raw, title and address go, the content key stays and keeps them from coming in again."""
        for chunk in _chunks(row_ids):
            self._connection.execute(
                update(posts).where(posts.c.id.in_(chunk)).values(raw="", title="", url="", tags=[], forgotten_at=at)
            )
            self._connection.execute(update(signals).where(signals.c.post_row.in_(chunk)).values(reason=""))
            kept = posts.c.id.in_(chunk) & posts.c.checked_at.is_(None)
            self._connection.execute(update(posts).where(kept).values(checked_at=at))

    def remove_words(self, post_ids: Sequence[str]) -> None:
        """Empty what people and actions said about posts: reasons, drafts, notes. Verdicts and clauses stay."""
        for chunk in _chunks(post_ids):
            here = select(flags.c.id).where(flags.c.post_id.in_(chunk))
            judged = select(decisions.c.id).where(decisions.c.flag_id.in_(here))
            emptied: list[tuple[Table, ColumnElement[bool], dict[str, Any]]] = [
                (decisions, decisions.c.flag_id.in_(here), {"reason": ""}),
                (undos, undos.c.decision_id.in_(judged), {"reason": ""}),
                (proposals, proposals.c.flag_id.in_(here), {"reason": "", "details": {}}),
                (actions, actions.c.flag_id.in_(here), {"reason": "", "details": {}, "last_error": ""}),
            ]
            for table, rows, values in emptied:
                self._connection.execute(update(table).where(rows).values(**values))
            numbers = self._connection.execute(here).scalars().all()
            subjects = [f"post/{post_id}" for post_id in chunk] + [f"flag/{number}" for number in numbers]
            self._connection.execute(delete(notes).where(notes.c.subject.in_(subjects)))

    def cancel_actions(self, author_key: str, at: datetime) -> None:
        """Call back what is still to be done to a member."""
        waiting = (actions.c.author_key == author_key) & (actions.c.state == "pending")
        self._connection.execute(update(actions).where(waiting).values(state="cancelled", done_at=at))

    def rename_author(self, author_key: str, author_id: int | None, alias: str) -> int:
        """Put an alias in the place of a member's name everywhere; return how many flags are theirs."""
        nobody = {"author_key": alias, "author_id": None}
        author = {**asdict(Author(username=alias)), "groups": []}
        theirs = posts.c.author_key == author_key
        flagged = flags.c.author_key == author_key
        if author_id is not None:
            theirs, flagged = or_(theirs, posts.c.author_id == author_id), or_(flagged, flags.c.author_id == author_id)
        for table in (actions, proposals):
            aimed = func.lower(table.c.target) == f"author/{author_key}"
            if table is actions:
                aimed = or_(aimed, actions.c.author_key == author_key)
            self._rename_targets(table, aimed, alias)
        self._connection.execute(update(actions).where(actions.c.author_key == author_key).values(author_key=alias))
        self._connection.execute(update(posts).where(theirs).values(author=author, **nobody))
        subjects = [f"author/{author_key}", f"author/{author_id}"]
        self._connection.execute(delete(notes).where(func.lower(notes.c.subject).in_(subjects)))
        breaker = settings.c.name.endswith(f"author/{author_key}", autoescape=True)
        self._connection.execute(delete(settings).where(breaker))
        return self._connection.execute(
            update(flags).where(flagged).values(author_name=alias, partner="", **nobody)
        ).rowcount

    def _rename_targets(self, table: Table, rows: ColumnElement[bool], alias: str) -> None:
        """Targets and keys may spell the name; the row's own number keeps a key unique."""
        for row in self._connection.execute(select(table.c.id, table.c.target).where(rows)).all():
            target = f"author/{alias}" if row.target.startswith("author/") else row.target
            changes = {"target": target, "key": f"erased/{row.id}"}
            self._connection.execute(update(table).where(table.c.id == row.id).values(**changes))

    def _find(self, seen_before: datetime, condition: ColumnElement[bool], limit: int) -> list[int]:
        query: Select[Any] = select(posts.c.id).where(
            posts.c.forgotten_at.is_(None),
            posts.c.first_seen_at < seen_before,
            or_(posts.c.checked_at.is_not(None), posts.c.parked_at.is_not(None)),
            condition,
        )
        return list(self._connection.execute(query.order_by(posts.c.first_seen_at).limit(limit)).scalars())


def _chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]
