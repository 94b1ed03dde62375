"""Conditions on author and post: what the forum's metadata must say for a rule to speak."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from fnmatch import fnmatchcase

from modbot.detect.rules.model import AuthorCondition, PostCondition, Range
from modbot.prepare.views import PreparedPost


def find_unmet(
    author: AuthorCondition | None, post: PostCondition | None, prepared: PreparedPost, hosts: Iterable[str] = ()
) -> str | None:
    """Return the first condition that the post's circumstances do not meet, in words; None when all are met.

    ``hosts`` are the entries of the condition's host lists.
    """
    if author is not None:
        for unmet in _author_faults(author, prepared):
            return f"author.{unmet}"
    if post is not None:
        for unmet in _post_faults(post, prepared, frozenset(hosts)):
            return f"post.{unmet}"
    return None


def _author_faults(wanted: AuthorCondition, prepared: PreparedPost) -> Iterator[str]:
    author = prepared.post.author
    yield from _range_fault("trust_level", wanted.trust_level, author.trust_level)
    yield from _range_fault("post_count", wanted.post_count, author.post_count)
    yield from _range_fault("age_days", wanted.age_days, _count_days(author.joined_at, prepared.post.posted_at))
    if wanted.staff is not None and wanted.staff != author.is_staff:
        yield f"staff is {_word(author.is_staff)}"
    if wanted.groups and not set(wanted.groups) & set(author.groups):
        yield "groups: in none of them"
    if wanted.usernames and author.username not in wanted.usernames:
        yield "usernames: none of them"


def _post_faults(wanted: PostCondition, prepared: PreparedPost, listed_hosts: frozenset[str]) -> Iterator[str]:
    post = prepared.post
    count = post.author.post_count
    yield from _flag_fault("first_post", wanted.first_post, None if count is None else count <= 1)
    yield from _range_fault("post_number", wanted.post_number, post.post_number)
    yield from _range_fault("length", wanted.length, len(post.raw))
    if wanted.section and post.section not in wanted.section:
        yield f"section is “{post.section}”"
    if wanted.tags and not set(wanted.tags) & set(post.tags):
        yield "tags: has none of them"
    if wanted.audience and wanted.audience != post.audience:
        yield f"audience is {post.audience}"
    yield from _link_faults(wanted, prepared, listed_hosts)
    names = [attachment.name.casefold() for attachment in prepared.attachments]
    if wanted.attachments and not any(fnmatchcase(n, glob.casefold()) for n in names for glob in wanted.attachments):
        yield "attachments: no file of such a name"
    yield from _flag_fault("disguised", wanted.disguised, bool(prepared.tricks))


def _link_faults(wanted: PostCondition, prepared: PreparedPost, listed_hosts: frozenset[str]) -> Iterator[str]:
    own = [link for link in prepared.links if link.attribution == "own"]
    yield from _flag_fault("has_links", wanted.has_links, bool(own))
    yield from _flag_fault("mismatched_link", wanted.mismatched_link, any(link.mismatched for link in own))
    hosts = listed_hosts | {host.casefold() for host in wanted.link_hosts}
    if (wanted.link_hosts or wanted.link_host_lists) and not any(is_below(link.host, hosts) for link in own):
        yield "link_hosts: no link leads to one of them"


def is_below(host: str, hosts: frozenset[str]) -> bool:
    """Return whether ``host`` is one of ``hosts`` or a sub-domain of one."""
    labels = host.casefold().rstrip(".").split(".")
    return any(".".join(labels[start:]) in hosts for start in range(len(labels)))


def _range_fault(name: str, wanted: Range | None, value: float | None) -> Iterator[str]:
    if wanted is None:
        return
    if value is None:
        yield f"{name} is not known"
    elif not wanted.holds(value):
        yield f"{name} is {value:g}"


def _flag_fault(name: str, wanted: bool | None, value: bool | None) -> Iterator[str]:
    if wanted is None:
        return
    if value is None:
        yield f"{name} is not known"
    elif value != wanted:
        yield f"{name} is {_word(value)}"


def _word(value: bool) -> str:
    return "true" if value else "false"


def _count_days(joined_at: datetime | None, posted_at: datetime | None) -> float | None:
    if joined_at is None or posted_at is None:
        return None
    return (posted_at - joined_at).total_seconds() / 86_400
