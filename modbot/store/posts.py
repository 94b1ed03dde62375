"""Every version of every post, and the state of its check. The row is the job: no ``checked_at``, still to do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row, and_, func, or_, select, update

from modbot.records import Author, Post
from modbot.store.database import insert_once, lock_rows, skip_locked
from modbot.store.rows import PostRow
from modbot.store.tables import IS_LATEST, posts

Arrival = Literal["new", "edited", "renamed", "known"]


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a post that came in: "known" needs nothing, all else will be checked."""

    row_id: int
    arrival: Arrival


def content_key(raw: str) -> str:
    """Return the key of a text: its SHA-256, in hex, lone surrogates included."""
    return hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()


class Posts:
    """The posts table inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def receive(self, post: Post, at: datetime) -> Received:
        """Store a version of a post and make it the latest; the same version twice is stored once.

        A new title counts as a change: the version is checked again. An older version coming in late
        (lower ``version`` than the latest) is stored and checked, and the newer one stays the latest.
        """
        latest = self._connection.execute(
            lock_rows(select(posts).where(posts.c.post_id == str(post.id), IS_LATEST), self._connection)
        ).first()
        key = content_key(post.raw)
        if latest is not None and latest.content_key == key:
            return self._refresh(latest, post)
        supersedes = latest is None or post.version >= latest.version
        if latest is not None and supersedes:
            self._set(latest.id, latest=False)
        row_id = insert_once(
            self._connection, posts, {**_columns(post), "content_key": key, "latest": supersedes, **_unchecked(at)}
        )
        if row_id is not None:
            return Received(row_id, "new" if latest is None else "edited")
        same = select(posts).where(posts.c.post_id == str(post.id), posts.c.content_key == key)
        earlier = self._connection.execute(same).first()
        if earlier is None:  # another worker stored the post's first version in this very moment
            return self.receive(post, at)
        if supersedes:  # the author went back to an earlier text; its check still counts
            self._set(earlier.id, latest=True)
        return self._refresh(earlier, post)

    def claim(
        self, worker: str, now: datetime, until: datetime, limit: int = 25, *, tried: bool | None = None
    ) -> list[PostRow]:
        """Return up to ``limit`` unchecked versions, now leased to ``worker``; each claim counts as an attempt.

        ``tried`` asks for only those that were claimed before, or only those never. The attempt is counted here,
        before anything is examined: a post that kills the process is known by it.
        """
        due = (
            select(posts.c.id)
            .where(posts.c.checked_at.is_(None), posts.c.parked_at.is_(None), posts.c.next_try_at <= now)
            .where(or_(posts.c.claimed_until.is_(None), posts.c.claimed_until <= now))
            .order_by(posts.c.next_try_at, posts.c.id)
            .limit(limit)
        )
        if tried is not None:
            due = due.where(posts.c.attempts > 0 if tried else posts.c.attempts == 0)
        ids = self._connection.execute(skip_locked(due, self._connection)).scalars().all()
        if not ids:
            return []
        rows = self._connection.execute(
            update(posts)
            .where(posts.c.id.in_(ids))
            .values(claimed_by=worker, claimed_until=until, attempts=posts.c.attempts + 1)
            .returning(posts)
        )
        return sorted((_read(row) for row in rows), key=lambda row: (row.next_try_at, row.id))

    def still_claimed(self, row_ids: Sequence[int], worker: str) -> set[int]:
        """Return which of the rows are still leased to ``worker`` and unchecked; locked until the transaction ends."""
        query = select(posts.c.id).where(
            posts.c.id.in_(row_ids), posts.c.claimed_by == worker, posts.c.checked_at.is_(None)
        )
        return set(self._connection.execute(lock_rows(query.order_by(posts.c.id), self._connection)).scalars())

    def finish(self, row_id: int, at: datetime, incomplete: Iterable[str] = ()) -> None:
        """Mark a version as checked."""
        self._set(row_id, checked_at=at, claimed_by=None, claimed_until=None, incomplete=sorted(incomplete))

    def retry(self, row_id: int, next_try_at: datetime, incomplete: Iterable[str] = ()) -> None:
        """Give a version back, to be checked again at ``next_try_at``."""
        self._set(row_id, next_try_at=next_try_at, claimed_by=None, claimed_until=None, incomplete=sorted(incomplete))

    def park(self, row_id: int, at: datetime, incomplete: Iterable[str] = ()) -> None:
        """Give up on a version after the limit of attempts."""
        self._set(row_id, parked_at=at, claimed_by=None, claimed_until=None, incomplete=sorted(incomplete))

    def recheck(self, post_id: str, now: datetime) -> bool:
        """Have the latest version of a post checked afresh; False when no such post is remembered."""
        changed = self._connection.execute(
            update(posts)
            .where(posts.c.post_id == post_id, IS_LATEST, posts.c.forgotten_at.is_(None))
            .values(**_unchecked(now, seen=False))
        )
        return changed.rowcount == 1

    def mark_gone(self, post_id: str, at: datetime) -> bool:
        """Note that the forum deleted the post; False when it was known or the post is not."""
        changed = self._connection.execute(
            update(posts).where(posts.c.post_id == post_id, posts.c.gone_at.is_(None)).values(gone_at=at)
        )
        return changed.rowcount > 0

    def row(self, row_id: int) -> PostRow | None:
        """Return one stored version by its row id."""
        found = self._connection.execute(select(posts).where(posts.c.id == row_id)).first()
        return None if found is None else _read(found)

    def rows(self, row_ids: Iterable[int]) -> dict[int, PostRow]:
        """Return stored versions by row id; unknown ids are left out."""
        found = self._connection.execute(select(posts).where(posts.c.id.in_(list(row_ids))))
        return {row.id: _read(row) for row in found}

    def latest(self, post_id: str) -> PostRow | None:
        """Return the newest version of a post."""
        found = self._connection.execute(select(posts).where(posts.c.post_id == post_id, IS_LATEST)).first()
        return None if found is None else _read(found)

    def versions(self, post_id: str) -> list[PostRow]:
        """Return all stored versions of a post, oldest first."""
        found = self._connection.execute(select(posts).where(posts.c.post_id == post_id).order_by(posts.c.id))
        return [_read(row) for row in found]

    def in_topic(self, topic_id: int, numbers: Sequence[int] | None = None, limit: int = 50) -> list[PostRow]:
        """Return the latest versions in a topic by post number, all or only some numbers."""
        query = select(posts).where(posts.c.topic_id == topic_id, IS_LATEST)
        if numbers is not None:
            query = query.where(posts.c.post_number.in_(numbers))
        return [_read(row) for row in self._connection.execute(query.order_by(posts.c.post_number).limit(limit))]

    def by_author(self, username: str, limit: int = 20, before_row: int | None = None) -> list[PostRow]:
        """Return an author's latest remembered versions, newest first."""
        query = select(posts).where(
            posts.c.author_key == username.casefold(), IS_LATEST, posts.c.forgotten_at.is_(None)
        )
        if before_row is not None:
            query = query.where(posts.c.id < before_row)
        return [_read(row) for row in self._connection.execute(query.order_by(posts.c.id.desc()).limit(limit))]

    def recent(self, limit: int = 100, before_row: int | None = None, since: datetime | None = None) -> list[PostRow]:
        """Return the latest remembered versions of all authors, newest first."""
        query = select(posts).where(IS_LATEST, posts.c.forgotten_at.is_(None))
        if before_row is not None:
            query = query.where(posts.c.id < before_row)
        if since is not None:
            query = query.where(posts.c.first_seen_at >= since)
        return [_read(row) for row in self._connection.execute(query.order_by(posts.c.id.desc()).limit(limit))]

    def after(self, row_id: int, limit: int = 500) -> list[PostRow]:
        """Return remembered latest versions with a row id above ``row_id``, in order: for walks over all posts."""
        query = select(posts).where(posts.c.id > row_id, IS_LATEST, posts.c.forgotten_at.is_(None))
        return [_read(row) for row in self._connection.execute(query.order_by(posts.c.id).limit(limit))]

    def parked(self, limit: int = 100) -> list[PostRow]:
        """Return versions given up on, newest first."""
        query = select(posts).where(posts.c.parked_at.is_not(None)).order_by(posts.c.parked_at.desc()).limit(limit)
        return [_read(row) for row in self._connection.execute(query)]

    def count_unchecked(self, now: datetime) -> tuple[int, timedelta]:
        """Return how many versions wait for their check and for how long the oldest has."""
        waiting = and_(posts.c.checked_at.is_(None), posts.c.parked_at.is_(None))
        found = self._connection.execute(select(func.count(), func.min(posts.c.first_seen_at)).where(waiting)).one()
        return found[0], max(now - found[1], timedelta()) if found[1] else timedelta()

    def _refresh(self, row: Row[Any], post: Post) -> Received:
        """Take over newer metadata of a version that is stored already; a new title is checked."""
        is_whole = row.forgotten_at is None and row.masked_at is None
        renamed = bool(post.title) and post.title != row.title and is_whole
        if post.version >= row.version and is_whole:
            values = _keep_known(row, {**_columns(post), "title": post.title or row.title})
            if renamed:
                values |= _unchecked(row.first_seen_at, seen=False)
            changes = {name: value for name, value in values.items() if row._mapping[name] != value}
            if changes:
                self._set(row.id, **changes)
        return Received(row.id, "renamed" if renamed else "known")

    def _set(self, row_id: int, **values: Any) -> None:
        self._connection.execute(update(posts).where(posts.c.id == row_id).values(**values))


def _keep_known(row: Row[Any], values: dict[str, Any]) -> dict[str, Any]:
    """Return new metadata, with what was known before where the new says nothing: not every answer tells everything."""
    kept = {name: value or row._mapping[name] for name, value in values.items() if name in {"section", "tags"}}
    author = {name: row.author.get(name) if value in (None, []) else value for name, value in values["author"].items()}
    return {**values, **kept, "author": author}


def _unchecked(at: datetime, *, seen: bool = True) -> dict[str, Any]:
    """Columns of a version that is to be checked from ``at`` on."""
    fresh = {"first_seen_at": at, "next_try_at": at, "attempts": 0, "incomplete": [], "checked_at": None}
    fresh |= {"claimed_by": None, "claimed_until": None, "parked_at": None}
    if not seen:
        del fresh["first_seen_at"]
    return fresh


def _columns(post: Post) -> dict[str, Any]:
    author = asdict(post.author)
    author["joined_at"] = post.author.joined_at.isoformat() if post.author.joined_at else None
    author["groups"] = list(post.author.groups)
    return {
        "post_id": str(post.id),
        "version": post.version,
        "topic_id": post.topic_id,
        "post_number": post.post_number,
        "author_key": post.author.username.casefold(),
        "author_id": post.author.id,
        "author": author,
        "title": post.title,
        "raw": post.raw,
        "section": post.section,
        "tags": list(post.tags),
        "audience": post.audience,
        "language": post.language,
        "url": post.url,
        "posted_at": post.posted_at,
        "edited_at": post.edited_at,
    }


def _read(row: Row[Any]) -> PostRow:
    return PostRow(
        id=row.id,
        post=_read_post(row),
        post_id=row.post_id,
        content_key=row.content_key,
        latest=row.latest,
        first_seen_at=row.first_seen_at,
        checked_at=row.checked_at,
        attempts=row.attempts,
        next_try_at=row.next_try_at,
        claimed_by=row.claimed_by,
        claimed_until=row.claimed_until,
        incomplete=tuple(row.incomplete),
        parked_at=row.parked_at,
        gone_at=row.gone_at,
        forgotten_at=row.forgotten_at,
    )


def _read_post(row: Row[Any]) -> Post:
    author = dict(row.author)
    joined = author["joined_at"]
    author |= {"joined_at": datetime.fromisoformat(joined) if joined else None, "groups": tuple(author["groups"])}
    return Post(
        id=_read_id(row.post_id),
        raw=row.raw,
        author=Author(**author),
        title=row.title,
        topic_id=row.topic_id,
        post_number=row.post_number,
        version=row.version,
        section=row.section,
        tags=tuple(row.tags),
        audience=row.audience,
        language=row.language,
        url=row.url,
        posted_at=row.posted_at,
        edited_at=row.edited_at,
    )


def _read_id(text: str) -> int | str:
    """Return the forum's own kind of id: a whole number where it is one."""
    is_number = text.isascii() and text.isdecimal() and len(text) < 19 and str(int(text)) == text
    return int(text) if is_number else text
