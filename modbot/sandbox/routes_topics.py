"""Routes about topics and sections: lists, one topic, its posts, and what staff change about it."""

from __future__ import annotations

from typing import Any

from modbot.sandbox.nouns import Topic
from modbot.sandbox.posting import delete, recover
from modbot.sandbox.refusals import missing, not_found, refuse
from modbot.sandbox.reviewing import note_staff_deletion
from modbot.sandbox.show_posts import show_topic_post
from modbot.sandbox.show_topics import list_topics, show_category, show_topic, show_topic_list, visible_posts
from modbot.sandbox.visit import Handler, Reply, Visit

PER_PAGE = 30


def find_topic(visit: Visit) -> Topic:
    """Return the topic of the address when the caller may see it; 404 otherwise, 403 for private ones."""
    topic = visit.world.topics.get(visit.path["id"])
    if topic is None:
        raise not_found()
    if not visit.world.sees_topic(visit.user, topic):
        raise refuse(403 if topic.private else 404, "invalid_access", "You can't see this topic.")
    return topic


def list_latest_topics(visit: Visit) -> Any:
    """GET /latest.json: pinned first, then by last activity unless another order is asked for."""
    category_id = visit.path.get("category_id")
    topics = list_topics(visit.world, visit.user, category_id)
    activity = visit.text("order") == "activity"
    topics.sort(key=lambda t: t.last_posted_at if activity else t.bumped_at, reverse=visit.text("ascending") != "true")
    if not activity and visit.text("order") in {"", "default"}:
        topics.sort(key=lambda topic: not topic.pinned)
    page = visit.number("page") or 0
    part = topics[page * PER_PAGE : (page + 1) * PER_PAGE]
    more = f"/latest?page={page + 1}" if len(topics) > (page + 1) * PER_PAGE else None
    return show_topic_list(visit.world, visit.user, part, more)


def list_sent_messages(visit: Visit) -> Any:
    """GET /topics/private-messages-sent/{username}.json: conversations that person began."""
    sender = visit.world.find_user(visit.path["username"])
    if visit.member.id != sender.id and not visit.member.admin:
        raise not_found()
    topics = [t for t in visit.world.topics.values() if t.private and t.user_id == sender.id and not t.deleted_at]
    topics.sort(key=lambda topic: topic.bumped_at, reverse=True)
    page = visit.number("page") or 0
    return show_topic_list(visit.world, visit.user, topics[page * PER_PAGE : (page + 1) * PER_PAGE], None)


def list_received_messages(visit: Visit) -> Any:
    """GET /topics/private-messages/{username}.json: conversations that person was invited to."""
    reader = visit.world.find_user(visit.path["username"])
    if visit.member.id != reader.id and not visit.member.admin:
        raise not_found()
    topics = [t for t in visit.world.topics.values() if t.private and visit.world.invited(reader, t)]
    topics = [t for t in topics if not t.deleted_at and any(p.user_id != reader.id for p in visit.world.posts_of(t.id))]
    topics.sort(key=lambda topic: topic.bumped_at, reverse=True)
    page = visit.number("page") or 0
    return show_topic_list(visit.world, visit.user, topics[page * PER_PAGE : (page + 1) * PER_PAGE], None)


def read_topic(visit: Visit) -> Any:
    """GET /t/{id}.json."""
    topic = find_topic(visit)
    return show_topic(
        visit.world, visit.user, topic, page=visit.number("page") or 1, raw=visit.text("include_raw") in {"1", "true"}
    )


def read_slugged_topic(visit: Visit) -> Any:
    """GET /t/{slug}/{id}.json: a wrong slug is moved to the right one, with a blank body."""
    topic = find_topic(visit)
    if visit.path["slug"] != topic.slug:
        return Reply(301, content_type="text/html", location=f"/t/{topic.slug}/{topic.id}.json")
    return read_topic(visit)


def read_topic_posts(visit: Visit) -> Any:
    """GET /t/{id}/posts.json."""
    topic = find_topic(visit)
    wanted = {int(value) for value in visit.items("post_ids[]") if value.isdigit()}
    posts = [p for p in visible_posts(visit.world, visit.user, topic) if not wanted or p.id in wanted][:20]
    raw = visit.text("include_raw") in {"1", "true"}
    shown = [show_topic_post(visit.world, visit.user, post, raw=raw) for post in posts]
    return {"post_stream": {"posts": shown}, "id": topic.id}


def read_post_ids(visit: Visit) -> Any:
    """GET /t/{id}/post_ids.json."""
    return {"post_ids": [post.id for post in visible_posts(visit.world, visit.user, find_topic(visit))]}


def update_topic(visit: Visit) -> Any:
    """PUT /t/-/{id}.json: title, section and tags (which replace all)."""
    visit.check_staff()
    topic = find_topic(visit)
    topic.title = visit.text("title", default=topic.title)
    category_id = visit.number("category_id")
    if category_id is not None:
        if category_id not in visit.world.categories:
            raise missing("category_id")
        topic.category_id = category_id
    tags = visit.items("tags[]", "tags[][name]")
    if tags:
        topic.tags = [tag for tag in tags if tag]
    visit.world.announce("topic", "topic_edited", topic)
    return {
        "basic_topic": {
            "id": topic.id,
            "title": topic.title,
            "fancy_title": topic.title,
            "slug": topic.slug,
            "posts_count": topic.highest_post_number,
        }
    }


def update_status(visit: Visit) -> Any:
    """PUT /t/{id}/status.json: closed, archived, visible or pinned, ``enabled`` in words."""
    visit.check_staff()
    topic, status = find_topic(visit), visit.require("status")
    if status not in {"closed", "archived", "visible", "pinned"}:
        raise missing("status")
    setattr(topic, status, visit.truth("enabled"))
    return {"success": "OK", "topic_status_update": None}


def delete_topic(visit: Visit) -> Any:
    """DELETE /t/{id}.json; the answer is blank."""
    topic = find_topic(visit)
    first = visit.world.posts_of(topic.id)[0]
    delete(visit.world, visit.staff, first)
    note_staff_deletion(visit.world, visit.staff, first.id)
    return Reply(body=" ", content_type="text/html")


def recover_topic(visit: Visit) -> Any:
    """PUT /t/{id}/recover.json; the answer is blank."""
    topic = find_topic(visit)
    recover(visit.world, visit.staff, visit.world.posts_of(topic.id)[0])
    return Reply(body=" ", content_type="text/html")


def list_categories(visit: Visit) -> Any:
    """GET /categories.json."""
    seen = [c for c in visit.world.categories.values() if visit.world.sees_category(visit.user, c.id)]
    shown = [show_category(visit.world, category) for category in seen]
    return {"category_list": {"can_create_category": False, "can_create_topic": True, "categories": shown}}


ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/latest.json", list_latest_topics),
    ("GET", "/categories.json", list_categories),
    ("GET", "/c/{slug}/{category_id:int}/l/latest.json", list_latest_topics),
    ("GET", "/c/{slug}/{category_id:int}.json", list_latest_topics),
    ("GET", "/topics/private-messages/{username}.json", list_received_messages),
    ("GET", "/topics/private-messages-sent/{username}.json", list_sent_messages),
    ("PUT", "/t/-/{id:int}.json", update_topic),
    ("GET", "/t/{id:int}.json", read_topic),
    ("DELETE", "/t/{id:int}.json", delete_topic),
    ("GET", "/t/{id:int}/posts.json", read_topic_posts),
    ("GET", "/t/{id:int}/post_ids.json", read_post_ids),
    ("PUT", "/t/{id:int}/status.json", update_status),
    ("PUT", "/t/{id:int}/recover.json", recover_topic),
    ("GET", "/t/{slug}/{id:int}.json", read_slugged_topic),
)
