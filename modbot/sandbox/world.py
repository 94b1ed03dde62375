"""The sandbox forum's state and what is true about it at this moment: who there is, what there is, who sees what."""

from __future__ import annotations

import itertools
import re
import threading
import unicodedata
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Literal

from modbot.clock import Clock
from modbot.sandbox.nouns import (
    SYSTEM_ID,
    WHISPER,
    ApiKey,
    Category,
    Group,
    Post,
    Reviewable,
    Topic,
    Traits,
    User,
)
from modbot.sandbox.refusals import not_found

EventKind = Literal["post", "topic", "reviewable", "user", "group_user", "ping"]
Listener = Callable[[EventKind, str, Any], None]


class World:
    """Everything the forum holds. ``lock`` keeps HTTP, sample arrivals and tests out of each other's way."""

    def __init__(self, traits: Traits, clock: Clock) -> None:
        self.traits = traits
        self.clock = clock
        self.lock = threading.RLock()
        self.users: dict[int, User] = {}
        self.groups: dict[str, Group] = {}
        self.categories: dict[int, Category] = {}
        self.topics: dict[int, Topic] = {}
        self.posts: dict[int, Post] = {}
        self.topic_posts: dict[int, list[int]] = {}
        self.reviewables: dict[int, Reviewable] = {}
        self.keys: dict[str, ApiKey] = {}
        self.memo: dict[tuple[object, ...], tuple[datetime, int]] = {}
        self.staff_log: list[tuple[str, int, str]] = []
        self.listeners: list[Listener] = []
        self._counters: dict[str, itertools.count[int]] = {}
        self._names: dict[str, int] = {}
        self.add_user("system", trust_level=4, admin=True, moderator=True, user_id=SYSTEM_ID)

    def now(self) -> datetime:
        """Return the forum's present."""
        return self.clock.now()

    def next_id(self, kind: str) -> int:
        """Return the next number of a sequence; numbers are never given twice."""
        return next(self._counters.setdefault(kind, itertools.count(1)))

    def announce(self, kind: EventKind, event: str, thing: Any) -> None:
        """Tell the listeners (webhooks) that something happened."""
        for listener in self.listeners:
            listener(kind, event, thing)

    # people and places

    def add_user(self, username: str, *, user_id: int | None = None, **fields: Any) -> User:
        """Add a member; a taken name is a mistake."""
        if username.lower() in self._names:
            raise ValueError(f"{username} is taken")
        user = User(user_id if user_id is not None else self.next_id("user"), username, **fields)
        user.name = user.name or username
        user.created_at = fields.get("created_at", user.created_at)
        self.users[user.id] = user
        self._names[username.lower()] = user.id
        for group in user.groups:
            self.add_group(group)
        return user

    def add_group(self, name: str, full_name: str = "") -> Group:
        """Return the group of that name, founding it when it is new."""
        if name not in self.groups:
            self.groups[name] = Group(self.next_id("group") + 40, name, full_name or name)
        return self.groups[name]

    def add_category(self, name: str, groups: Iterable[str] = ()) -> Category:
        """Open a section; with ``groups`` only their members may read it."""
        category = Category(self.next_id("category"), name, slugify(name), frozenset(groups))
        self.categories[category.id] = category
        return category

    def find_user(self, username: str) -> User:
        """Return the member of that name, whatever its case; 404 otherwise."""
        if username.lower() not in self._names:
            raise not_found()
        return self.users[self._names[username.lower()]]

    def members_of(self, group: str) -> list[User]:
        """Return a group's members by name; staff groups follow from roles."""
        roles = {"moderators": "moderator", "admins": "admin", "staff": "staff"}
        members = [
            user
            for user in self.users.values()
            if user.id > 0 and (getattr(user, roles[group]) if group in roles else group in user.groups)
        ]
        return sorted(members, key=lambda user: user.username.lower())

    # posts

    def posts_of(self, topic_id: int) -> list[Post]:
        """Return a topic's committed posts by number."""
        posts = (self.posts[post_id] for post_id in self.topic_posts.get(topic_id, ()))
        return [post for post in posts if post.committed]

    def category_of(self, post: Post) -> int | None:
        """Return the section a post stands in; None for private conversations."""
        return self.topics[post.topic_id].category_id

    def author_of(self, post: Post) -> User:
        """Return who wrote a post."""
        return self.users[post.user_id]

    def reviewable_of(self, post_id: int) -> Reviewable | None:
        """Return the review item of a post, when it ever had one."""
        return next((item for item in self.reviewables.values() if item.post_id == post_id), None)

    # who sees what

    def sees_category(self, user: User | None, category_id: int | None) -> bool:
        """Say whether a person may read a section: moderators too need a group, admins do not."""
        if category_id is None:
            return True
        allowed = self.categories[category_id].groups
        if not allowed:
            return True
        return user is not None and (user.admin or bool(allowed & user.groups))

    def sees_topic(self, user: User | None, topic: Topic) -> bool:
        """Say whether a person may open a topic; private ones only by invitation or as admin."""
        if topic.deleted_at is not None and not (user and user.staff):
            return False
        if topic.private:
            return user is not None and (user.admin or self.invited(user, topic))
        return self.sees_category(user, topic.category_id)

    def invited(self, user: User, topic: Topic) -> bool:
        """Say whether a person takes part in a private conversation."""
        groups = {*user.groups, *(("moderators",) if user.moderator else ()), *(("admins",) if user.admin else ())}
        return user.id in topic.allowed_users or bool(topic.allowed_groups & groups)

    def sees_post(self, user: User | None, post: Post) -> bool:
        """Say whether a person may open a post."""
        if not post.committed or not self.sees_topic(user, self.topics[post.topic_id]):
            return False
        staff = user is not None and user.staff
        if post.deleted_at is not None or post.post_type == WHISPER:
            return staff
        return True


def slugify(title: str) -> str:
    """Return a title's address part, ``topic`` where no Latin letter is left."""
    latin = unicodedata.normalize("NFKD", title.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", latin).strip("-")[:60] or "topic"
