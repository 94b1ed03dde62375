"""Routes about the forum as a whole: what it is, its version, its flag types, its search."""

from __future__ import annotations

from typing import Any

from modbot.sandbox.furnishing import furnish
from modbot.sandbox.nouns import LIKE
from modbot.sandbox.show_posts import show_listed_post
from modbot.sandbox.show_reviews import FLAG_NAMES
from modbot.sandbox.show_topics import show_category
from modbot.sandbox.visit import Handler, Visit

TITLE = "Sandbox forum (not a real one)"
DESCRIPTION = "A stand-in for a Discourse forum. Every person, company and number in it is invented."


def read_about(visit: Visit) -> Any:
    """GET /about.json: title and version."""
    staff = [user for user in visit.world.users.values() if user.moderator and user.id > 0]
    return {
        "about": {
            "title": TITLE,
            "description": DESCRIPTION,
            "version": visit.world.traits.version,
            "https": False,
            "moderator_ids": [user.id for user in staff],
            "stats": {"posts_count": len(visit.world.posts), "topics_count": len(visit.world.topics)},
        }
    }


def read_basic_info(_visit: Visit) -> Any:
    """GET /site/basic-info.json."""
    return {"title": TITLE, "description": DESCRIPTION, "login_required": False}


def read_site(visit: Visit) -> Any:
    """GET /site.json: sections, groups, flag types."""
    types = [
        furnish(
            "flag_type",
            id=type_id,
            name_key=name_key,
            name=name,
            description="",
            short_description=name,
            is_flag=type_id != LIKE,
            enabled=True,
            applies_to=["Post", "Topic"],
        )
        for type_id, (name_key, name) in FLAG_NAMES.items()
    ]
    categories = [c for c in visit.world.categories.values() if visit.world.sees_category(visit.user, c.id)]
    return furnish(
        "site",
        default_archetype="regular",
        post_action_types=types,
        topic_flag_types=[item for item in types if item["id"] in {4, 7, 8, 10}],
        categories=[show_category(visit.world, category) for category in categories],
        groups=[
            {"id": g.id, "name": g.name, "flair_url": None, "flair_bg_color": None, "flair_color": None,
             "automatic": g.automatic}
            for g in visit.world.groups.values()
        ],
        post_types={"regular": 1, "moderator_action": 2, "small_action": 3, "whisper": 4},
    )  # fmt: skip


def search(visit: Visit) -> Any:
    """GET /search.json: words that all occur in a public post."""
    words = [word for word in visit.text("q").lower().split() if ":" not in word]
    found = [
        post
        for post in visit.world.posts.values()
        if visit.world.sees_post(visit.user, post)
        and not visit.world.topics[post.topic_id].private
        and not post.hidden
        and all(word in post.raw.lower() for word in words)
    ][:50]
    return {
        "posts": [show_listed_post(visit.world, visit.user, post) for post in found],
        "users": [],
        "categories": [],
        "tags": [],
        "groups": [],
        "grouped_search_result": furnish(
            "search", term=visit.text("q"), post_ids=[post.id for post in found], can_create_topic=True
        ),
    }


ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/about.json", read_about),
    ("GET", "/site.json", read_site),
    ("GET", "/site/basic-info.json", read_basic_info),
    ("GET", "/search.json", search),
)
