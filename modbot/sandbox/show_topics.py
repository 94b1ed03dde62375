"""Topics, sections and their lists as the forum shows them."""

from __future__ import annotations

from typing import Any

from modbot.sandbox.furnishing import badge, furnish, stamp
from modbot.sandbox.nouns import REGULAR, Category, Post, Topic, User
from modbot.sandbox.show_posts import show_topic_post
from modbot.sandbox.world import World

CHUNK = 20


def show_tags(world: World, topic: Topic) -> list[Any]:
    """Return a topic's tags as this forum's version writes them: names, or objects with id, name and slug."""
    if world.traits.tags == "strings":
        return list(topic.tags)
    return [{"id": sum(map(ord, tag)), "name": tag, "slug": tag} for tag in topic.tags]


def visible_posts(world: World, viewer: User | None, topic: Topic) -> list[Post]:
    """Return the posts of a topic's stream: without what was deleted, without what this viewer may not see."""
    return [post for post in world.posts_of(topic.id) if post.deleted_at is None and world.sees_post(viewer, post)]


def show_topic(world: World, viewer: User | None, topic: Topic, *, page: int = 1, raw: bool = False) -> dict[str, Any]:
    """Return a topic with one page of its posts and the ids of all of them."""
    posts = visible_posts(world, viewer, topic)
    part = posts[(page - 1) * CHUNK : page * CHUNK]
    author = world.users[topic.user_id]
    last = world.author_of(posts[-1]) if posts else author
    shown = furnish(
        "topic",
        **_describe(topic, posts),
        post_stream={
            "posts": [show_topic_post(world, viewer, post, raw=raw) for post in part],
            "stream": [post.id for post in posts],
        },
        tags=show_tags(world, topic),
        deleted_at=stamp(topic.deleted_at),
        user_id=topic.user_id,
        chunk_size=CHUNK,
    )
    shown["details"] = {**shown["details"], "created_by": badge(author), "last_poster": badge(last)}
    if topic.private:
        shown["details"]["allowed_users"] = [badge(world.users[user_id]) for user_id in sorted(topic.allowed_users)]
        shown["details"]["allowed_groups"] = [{"name": name} for name in sorted(topic.allowed_groups)]
    return shown


def _describe(topic: Topic, posts: list[Post]) -> dict[str, Any]:
    return {
        "id": topic.id,
        "title": topic.title,
        "fancy_title": topic.title,
        "slug": topic.slug,
        "category_id": topic.category_id if topic.category_id is not None else 0,
        "posts_count": len(posts),
        "reply_count": max(len(posts) - 1, 0),
        "highest_post_number": topic.highest_post_number,
        "created_at": stamp(topic.created_at),
        "last_posted_at": stamp(topic.last_posted_at),
        "visible": topic.visible,
        "closed": topic.closed,
        "archived": topic.archived,
        "archetype": topic.archetype,
        "pinned": topic.pinned,
    }


def list_topics(world: World, viewer: User | None, category_id: int | None = None) -> list[Topic]:
    """Return the public topics this viewer sees, as lists do: without unlisted and deleted ones."""
    return [
        topic
        for topic in world.topics.values()
        if not topic.private
        and topic.visible
        and topic.deleted_at is None
        and world.sees_category(viewer, topic.category_id)
        and (category_id is None or topic.category_id == category_id)
        and world.posts_of(topic.id)
    ]


def show_topic_list(world: World, viewer: User | None, topics: list[Topic], more: str | None) -> dict[str, Any]:
    """Return a list of topics with the people who posted in them."""
    shown, users = [], {}
    for topic in topics:
        posts = visible_posts(world, viewer, topic)
        last = world.author_of(posts[-1]) if posts else world.users[topic.user_id]
        users[last.id] = badge(last)
        fields = _describe(topic, posts)
        item = furnish(
            "listed_topic", **fields, bumped_at=stamp(topic.bumped_at), bumped=True, last_poster_username=last.username
        )
        item["tags"] = show_tags(world, topic)
        item["posters"] = [{"extras": "latest", "description": "", "user_id": last.id, "primary_group_id": None}]
        shown.append(item)
    topic_list = furnish("topic_list", per_page=30, topics=shown)
    if more is not None:
        topic_list["more_topics_url"] = more
    return {"users": list(users.values()), "primary_groups": [], "topic_list": topic_list}


def show_category(world: World, category: Category) -> dict[str, Any]:
    """Return a section with its counts."""
    topics = [topic for topic in world.topics.values() if topic.category_id == category.id and not topic.deleted_at]
    posts = sum(1 for topic in topics for post in world.posts_of(topic.id) if post.post_type == REGULAR)
    return furnish(
        "category",
        id=category.id,
        name=category.name,
        slug=category.slug,
        color="0088cc",
        text_color="ffffff",
        topic_count=len(topics),
        post_count=posts,
        position=category.id,
        topic_url="",
        read_restricted=category.read_restricted,
        permission=1,
        notification_level=1,
    )
