"""The four behaviours ``/posts.json`` has had, and the private twin of it."""

from __future__ import annotations

from collections.abc import Callable

from modbot.sandbox.nouns import REGULAR, Post, User
from modbot.sandbox.world import World

WINDOW = 50


def list_latest(world: World, viewer: User | None, before: int | None, *, private: bool = False) -> list[Post]:
    """Return one page of newest posts as this forum's era would, with that era's order, borders and blank pages."""

    def is_candidate(post: Post) -> bool:
        topic = world.topics[post.topic_id]
        return (
            post.committed
            and post.post_type == REGULAR
            and post.deleted_at is None
            and topic.deleted_at is None
            and topic.private is private
            and (private or (topic.visible and not post.hidden))
        )

    def is_seen(post: Post) -> bool:
        return world.sees_topic(viewer, world.topics[post.topic_id])

    return _ERAS[world.traits.era](world, before, is_candidate, is_seen)


Test = Callable[[Post], bool]


def _list_by_window(world: World, before: int | None, is_candidate: Test, is_seen: Test) -> list[Post]:
    top = before if before is not None else max((p.id for p in world.posts.values() if p.committed), default=0)
    ids = range(top, max(top - WINDOW, 0), -1)
    posts = (world.posts[post_id] for post_id in ids if post_id in world.posts)
    return sorted(filter(is_seen, filter(is_candidate, posts)), key=_by_date, reverse=True)


def _list_inclusive(world: World, before: int | None, is_candidate: Test, is_seen: Test) -> list[Post]:
    rows = [post for post in world.posts.values() if (before is None or post.id <= before) and is_candidate(post)]
    rows.sort(key=_by_date, reverse=True)
    return [post for post in rows[:WINDOW] if is_seen(post)]


def _list_exclusive(world: World, before: int | None, is_candidate: Test, is_seen: Test) -> list[Post]:
    return [post for post in _newest(world, before, is_candidate) if is_seen(post)]


def _list_permitted(world: World, before: int | None, is_candidate: Test, is_seen: Test) -> list[Post]:
    return _newest(world, before, lambda post: is_candidate(post) and is_seen(post))


def _newest(world: World, before: int | None, is_wanted: Test) -> list[Post]:
    found: list[Post] = []
    for post_id in reversed(world.posts):  # ids are given in rising order
        if (before is None or post_id < before) and is_wanted(world.posts[post_id]):
            found.append(world.posts[post_id])
            if len(found) == WINDOW:
                break
    return found


def _by_date(post: Post) -> tuple[object, int]:
    return post.created_at, post.id


_ERAS = {"A": _list_by_window, "B": _list_inclusive, "C": _list_exclusive, "D": _list_permitted}
