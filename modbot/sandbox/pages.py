"""The sandbox for eyes: a plain list of topics, each topic's posts, and a banner that says what this is."""

from __future__ import annotations

import html
from typing import Any

from modbot.sandbox.nouns import Post
from modbot.sandbox.refusals import not_found
from modbot.sandbox.routes_site import DESCRIPTION, TITLE
from modbot.sandbox.show_topics import list_topics, visible_posts
from modbot.sandbox.visit import Handler, Reply, Visit

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 0; color: #222; background: #fdfdfb }}
.banner {{ background: #ffd54f; padding: .6rem 1rem; font-weight: 600 }}
main {{ max-width: 46rem; margin: 1rem auto; padding: 0 1rem }}
article {{ border-top: 1px solid #ddd; padding: .8rem 0 }}
pre {{ white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; margin: .4rem 0 }}
.by, .hidden {{ color: #666; font-size: .9rem }}
</style></head><body><div class="banner" role="note">SANDBOX – {description}</div><main>{body}</main></body></html>
"""


def draw_page(title: str, body: str) -> Reply:
    """Return a page under the banner."""
    text = PAGE.format(title=html.escape(f"{title} – {TITLE}"), description=html.escape(DESCRIPTION), body=body)
    return Reply(body=text, content_type="text/html; charset=utf-8")


def show_front(visit: Visit) -> Any:
    """GET /: topics by last activity."""
    topics = sorted(list_topics(visit.world, None), key=lambda topic: topic.bumped_at, reverse=True)[:200]
    rows = [
        f'<article><a href="/t/{topic.slug}/{topic.id}">{html.escape(topic.title)}</a>'
        f'<div class="by">{html.escape(visit.world.users[topic.user_id].username)} · {topic.bumped_at:%Y-%m-%d %H:%M} '
        f"· {topic.highest_post_number} posts</div></article>"
        for topic in topics
    ]
    return draw_page("Latest", f"<h1>{html.escape(TITLE)}</h1>{''.join(rows)}")


def show_topic_page(visit: Visit) -> Any:
    """GET /t/{slug}/{id}: a topic's posts as everybody sees them."""
    topic = visit.world.topics.get(visit.path["id"])
    if topic is None or not visit.world.sees_topic(None, topic):
        raise not_found()
    posts = "".join(_draw_post(visit, post) for post in visible_posts(visit.world, None, topic))
    return draw_page(topic.title, f'<p><a href="/">All topics</a></p><h1>{html.escape(topic.title)}</h1>{posts}')


def _draw_post(visit: Visit, post: Post) -> str:
    author = html.escape(visit.world.author_of(post).username)
    head = f'<div class="by">#{post.post_number} {author} · {post.created_at:%Y-%m-%d %H:%M}</div>'
    hidden = '<p class="hidden">This post is hidden.</p>'
    body = hidden if post.hidden else f"<pre>{html.escape(post.raw)}</pre>"
    notice = f"<p><strong>Staff notice:</strong> {html.escape(post.notice)}</p>" if post.notice else ""
    return f'<article id="post_{post.post_number}">{head}{notice}{body}</article>'


ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/", show_front),
    ("GET", "/latest", show_front),
    ("GET", "/t/{slug}/{id:int}", show_topic_page),
    ("GET", "/t/{slug}/{id:int}/{number:int}", show_topic_page),
)
