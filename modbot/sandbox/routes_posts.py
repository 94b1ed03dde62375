"""Routes about posts: the newest, one, writing, editing, deleting, hiding, flagging."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from modbot.sandbox.flagging import Report, flag, withdraw
from modbot.sandbox.latest import list_latest
from modbot.sandbox.nouns import WHISPER, Post, User
from modbot.sandbox.posting import Draft, delete, edit, publish, recover, unhide
from modbot.sandbox.refusals import invalid, missing, no_access, not_found, refuse
from modbot.sandbox.reviewing import note_staff_deletion, queue_post
from modbot.sandbox.show_posts import show_listed_post, show_post
from modbot.sandbox.visit import Handler, Reply, Visit


def find_post(visit: Visit, name: str = "id") -> Post:
    """Return the post named in the address when the caller may see it; 404 or 403 otherwise."""
    post = visit.world.posts.get(visit.path[name])
    if post is None or not post.committed or (post.deleted_at and not (visit.user and visit.user.staff)):
        raise not_found()
    if not visit.world.sees_post(visit.user, post):
        raise no_access()
    return post


def list_posts(visit: Visit) -> Any:
    """GET /posts.json."""
    posts = list_latest(visit.world, visit.user, visit.number("before"))
    return {"latest_posts": [show_listed_post(visit.world, visit.user, post) for post in posts]}


def list_private_posts(visit: Visit) -> Any:
    """GET /private-posts.json: one's own conversations, all of them for admins."""
    visit.check_member()
    posts = list_latest(visit.world, visit.user, visit.number("before"), private=True)
    return {"private_posts": [show_listed_post(visit.world, visit.user, post) for post in posts]}


def read_post(visit: Visit) -> Any:
    """GET /posts/{id}.json, with ``version`` an old text."""
    post = find_post(visit)
    shown = show_post(visit.world, visit.user, post)
    version = visit.number("version")
    if version is not None:
        later = [revision for revision in post.revisions if revision.number > version]
        shown["raw"] = later[0].raw if later else post.raw
    return shown


def read_raw(visit: Visit) -> Any:
    """GET /posts/{id}/raw, as plain text."""
    return Reply(body=find_post(visit).raw, content_type="text/plain; charset=utf-8")


def read_revision(visit: Visit) -> Any:
    """GET /posts/{id}/revisions/{n}.json, or /revisions/latest.json."""
    post = find_post(visit)
    number = visit.path.get("n", post.revisions[-1].number if post.revisions else 0)
    for revision in post.revisions:
        if revision.number == number and not (revision.hidden and not visit.staff):
            return {
                "post_id": post.id,
                "current_revision": number,
                "current_version": post.version,
                "body_changes": {"inline": f"<del>{revision.raw}</del>"},
            }
    raise not_found()


def hide_revision(visit: Visit) -> Any:
    """PUT /posts/{id}/revisions/{n}/hide.json."""
    visit.check_staff()
    for revision in find_post(visit).revisions:
        if revision.number == visit.path["n"]:
            revision.hidden = True
            return Reply()
    raise not_found()


def create_post(visit: Visit) -> Any:
    """POST /posts.json: reply, topic, private message or whisper; the same call within 120 s gives the same post."""
    world, author = visit.world, visit.member
    key = (author.id, json.dumps(sorted(visit.params.items())))
    made = world.memo.get(key)
    if made is not None and world.now() - made[0] < timedelta(seconds=world.traits.memo_seconds):
        return show_post(world, author, world.posts[made[1]], raw=True)
    draft = _read_draft(visit, author)
    limit = world.traits.approve_until_trust
    if limit is not None and author.trust_level <= limit and not author.staff and not draft.recipients:
        item = queue_post(world, author, draft)
        return {"action": "enqueued", "success": True, "pending_post": {"id": item.id, "raw": draft.raw}}
    if visit.truth("is_warning") and author.staff:
        for name in draft.recipients:
            world.find_user(name).warnings += 1
    post = publish(world, author, draft)
    world.memo[key] = (world.now(), post.id)
    return show_post(world, author, post, raw=True)


def _read_draft(visit: Visit, author: User) -> Draft:
    raw = visit.require("raw")
    topic_id = visit.number("topic_id")
    private = visit.text("archetype") == "private_message"
    recipients = tuple(n for n in visit.text("target_recipients", "target_usernames").split(",") if n)
    _check_length(visit, raw, private=private)
    if author.silenced_till is not None and author.silenced_till > visit.world.now():
        raise no_access()
    if topic_id is not None and topic_id not in visit.world.topics:
        raise not_found()
    if topic_id is not None and not visit.world.sees_topic(author, visit.world.topics[topic_id]):
        raise no_access()
    if visit.truth("whisper") and not author.staff:
        raise refuse(403, "invalid_access", "invalid_whisper_access")
    if topic_id is None and not visit.text("title"):
        raise missing("title")
    if private and not recipients:
        raise invalid("You must select a valid user")
    return Draft(
        raw,
        title=visit.text("title"),
        topic_id=topic_id,
        category_id=visit.number("category"),
        tags=visit.items("tags[]", "tags[][name]"),
        reply_to=visit.number("reply_to_post_number"),
        recipients=recipients,
        post_type=WHISPER if visit.truth("whisper") else 1,
    )


def _check_length(visit: Visit, raw: str, *, private: bool) -> None:
    traits = visit.world.traits
    least = traits.min_private_length if private else traits.min_post_length
    if len(raw.strip()) < least:
        raise invalid(f"Body is too short (minimum is {least} characters)")


def edit_post(visit: Visit) -> Any:
    """PUT /posts/{id}.json; 409 when ``original_text`` is not what stands there."""
    post = find_post(visit)
    seen = visit.text("post[original_text]") if "post[original_text]" in visit.params else None
    raw = visit.require("post[raw]")
    edit(visit.world, visit.member, post, raw, reason=visit.text("post[edit_reason]"), seen=seen)
    return {"post": show_post(visit.world, visit.user, post)}


def delete_post(visit: Visit) -> Any:
    """DELETE /posts/{id}.json; a topic's first post goes with its topic only. The answer is blank."""
    post = find_post(visit)
    if post.post_number == 1 and post.deleted_at is None:
        raise no_access()
    delete(visit.world, visit.member, post)
    if visit.member.staff:
        note_staff_deletion(visit.world, visit.member, post.id)
    return Reply(body=" ", content_type="text/html")


def recover_post(visit: Visit) -> Any:
    """PUT /posts/{id}/recover.json."""
    post = find_post(visit)
    recover(visit.world, visit.member, post)
    return show_post(visit.world, visit.user, post)


def unhide_post(visit: Visit) -> Any:
    """PUT /posts/{id}/unhide.json; the answer is blank."""
    visit.check_staff()
    unhide(visit.world, find_post(visit))
    return Reply(content_type="text/html")


def set_notice(visit: Visit) -> Any:
    """PUT /posts/{id}/notice.json; blank removes it."""
    visit.check_staff()
    find_post(visit).notice = visit.text("notice") or None
    return Reply()


def act_on_post(visit: Visit) -> Any:
    """POST /post_actions.json: raise a flag."""
    post = visit.world.posts.get(visit.number("id") or 0)
    if post is None or not visit.world.sees_post(visit.member, post):
        raise not_found()
    type_id = visit.number("post_action_type_id")
    if type_id is None:
        raise missing("post_action_type_id")
    report = Report(type_id, visit.text("message"), visit.truth("take_action"), visit.truth("queue_for_review"))
    flag(visit.world, visit.member, post, report)
    return show_post(visit.world, visit.user, post, raw=False)


def undo_action(visit: Visit) -> Any:
    """DELETE /post_actions/{id}.json: take one's own flag back."""
    post = find_post(visit)
    withdraw(visit.world, visit.member, post, visit.number("post_action_type_id") or 0)
    return show_post(visit.world, visit.user, post, raw=False)


def list_deleted(visit: Visit) -> Any:
    """GET /posts/{username}/deleted.json."""
    visit.check_staff()
    author = visit.world.find_user(visit.path["username"])
    posts = [post for post in visit.world.posts.values() if post.user_id == author.id and post.deleted_at]
    return [show_listed_post(visit.world, visit.user, post) for post in posts]


ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/posts.json", list_posts),
    ("POST", "/posts.json", create_post),
    ("POST", "/posts", create_post),
    ("GET", "/private-posts.json", list_private_posts),
    ("GET", "/posts/{id:int}.json", read_post),
    ("PUT", "/posts/{id:int}.json", edit_post),
    ("DELETE", "/posts/{id:int}.json", delete_post),
    ("GET", "/posts/{id:int}/raw", read_raw),
    ("PUT", "/posts/{id:int}/recover.json", recover_post),
    ("PUT", "/posts/{id:int}/unhide.json", unhide_post),
    ("PUT", "/posts/{id:int}/notice.json", set_notice),
    ("GET", "/posts/{id:int}/revisions/latest.json", read_revision),
    ("GET", "/posts/{id:int}/revisions/{n:int}.json", read_revision),
    ("PUT", "/posts/{id:int}/revisions/{n:int}/hide.json", hide_revision),
    ("GET", "/posts/{username}/deleted.json", list_deleted),
    ("POST", "/post_actions.json", act_on_post),
    ("DELETE", "/post_actions/{id:int}.json", undo_action),
)
