"""Discourse's JSON → records.

Lenient: fields may be missing, of another type, or unknown; what is unusable is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from modbot.records import Audience, Author, Post

REGULAR_POST = 1


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What a forum says of itself: names of sections by id, ids of flag types by name."""

    sections: Mapping[int, str] = field(default_factory=dict)
    flag_types: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TopicFacts:
    """What a post's topic adds to it."""

    title: str = ""
    section_id: int | None = None
    tags: tuple[str, ...] = ()
    audience: Audience = "public"


def read_number(value: Any) -> int | None:
    """Return a whole number, also from text; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    text = value.strip() if isinstance(value, str) else ""
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 19 else None


def read_text(value: Any) -> str:
    """Return text as it is, "" for anything else."""
    return value if isinstance(value, str) else ""


def read_time(value: Any) -> datetime | None:
    """Return an ISO time as aware UTC, None when it is absent or unreadable."""
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def read_tags(value: Any) -> tuple[str, ...]:
    """Return tag names, whether the forum writes names or objects."""
    if not isinstance(value, list):
        return ()
    names = (read_text(tag.get("name")) if isinstance(tag, dict) else read_text(tag) for tag in value)
    return tuple(name for name in names if name)


def list_objects(value: Any, *keys: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of a list nested under ``keys``; anything unexpected yields nothing."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def list_stream(topic: Any) -> list[int]:
    """Return the ids of all posts a topic's JSON names, in order; none when it names them in no readable way."""
    stream = topic.get("post_stream") if isinstance(topic, dict) else None
    ids = stream.get("stream") if isinstance(stream, dict) else None
    numbers = (read_number(value) for value in ids) if isinstance(ids, list) else ()
    return [number for number in numbers if number is not None]


def read_site(data: Any) -> SiteFacts:
    """Return sections and flag types of ``/site.json``."""
    sections = {read_number(item.get("id")): read_text(item.get("name")) for item in list_objects(data, "categories")}
    types = {
        read_text(item.get("name_key")): read_number(item.get("id"))
        for item in list_objects(data, "post_action_types")
        if item.get("enabled", True)
    }
    return SiteFacts(
        {number: name for number, name in sections.items() if number is not None},
        {name: number for name, number in types.items() if name and number is not None},
    )


def read_topic_facts(data: Mapping[str, Any]) -> TopicFacts:
    """Return what a topic's JSON adds to its posts."""
    return TopicFacts(
        read_text(data.get("title")),
        read_number(data.get("category_id")),
        read_tags(data.get("tags")),
        "private" if data.get("archetype") == "private_message" else "public",
    )


def read_author(data: Mapping[str, Any]) -> Author:
    """Return a post's author as far as the post tells."""
    group = read_text(data.get("primary_group_name"))
    return Author(
        username=read_text(data.get("username")),
        id=read_number(data.get("user_id")),
        trust_level=read_number(data.get("trust_level")),
        groups=(group,) if group else (),
        is_staff=any(data.get(key) is True for key in ("staff", "moderator", "admin")),
    )


def read_post(data: Mapping[str, Any], base_url: str, site: SiteFacts, topic: TopicFacts | None = None) -> Post | None:
    """Return a post, or None when it has no id, no text for this reader, or is no ordinary post."""
    number = read_number(data.get("id"))
    raw = data.get("raw")
    if number is None or not isinstance(raw, str) or data.get("post_type", REGULAR_POST) != REGULAR_POST:
        return None
    topic = topic or TopicFacts(
        read_text(data.get("topic_title")),
        read_number(data.get("category_id")),
        audience="private" if data.get("topic_archetype") == "private_message" else "public",
    )
    posted, updated = read_time(data.get("created_at")), read_time(data.get("updated_at"))
    path = read_text(data.get("post_url")) or f"/p/{number}"
    return Post(
        id=number,
        raw=raw,
        author=read_author(data),
        title=topic.title,
        topic_id=read_number(data.get("topic_id")),
        post_number=read_number(data.get("post_number")),
        version=read_number(data.get("version")) or 1,
        section=site.sections.get(topic.section_id, "") if topic.section_id is not None else "",
        tags=topic.tags,
        audience=topic.audience,
        url=path if path.startswith("http") else base_url + path,
        posted_at=posted,
        edited_at=updated if updated != posted else None,
    )
