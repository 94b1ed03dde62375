"""Writing in the sandbox forum: new topics and posts, edits with their grace period, deleting, hiding and undoing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from modbot.sandbox.nouns import (
    HIDDEN_AGAIN,
    HIDDEN_BY_FLAGS,
    INAPPROPRIATE,
    OFF_TOPIC,
    SPAM,
    SYSTEM_ID,
    Post,
    Revision,
    Topic,
    User,
)
from modbot.sandbox.refusals import conflict, invalid, no_access
from modbot.sandbox.world import World, slugify


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody is about to post."""

    raw: str
    title: str = ""
    topic_id: int | None = None
    category_id: int | None = None
    tags: tuple[str, ...] = ()
    reply_to: int | None = None
    recipients: tuple[str, ...] = ()
    post_type: int = 1
    posted_at: datetime | None = None


def publish(world: World, author: User, draft: Draft, *, committed: bool = True) -> Post:
    """Publish a draft as a topic's first post or as a reply; uncommitted ones take an id but show only later."""
    topic = world.topics[draft.topic_id] if draft.topic_id is not None else _open_topic(world, author, draft)
    at = draft.posted_at or world.now()
    topic.highest_post_number += 1
    post = Post(
        id=world.next_id("post"),
        topic_id=topic.id,
        post_number=topic.highest_post_number,
        user_id=author.id,
        raw=draft.raw,
        created_at=at,
        updated_at=at,
        post_type=draft.post_type,
        reply_to=draft.reply_to,
        committed=committed,
    )
    world.posts[post.id] = post
    world.topic_posts.setdefault(topic.id, []).append(post.id)
    if committed:
        _show(world, post)
    return post


def commit(world: World, post: Post) -> None:
    """Let a post whose id was taken earlier become visible now."""
    post.committed = True
    _show(world, post)


def _show(world: World, post: Post) -> None:
    topic = world.topics[post.topic_id]
    topic.last_posted_at = topic.bumped_at = max(topic.bumped_at, post.created_at)
    if post.post_number == 1:
        world.announce("topic", "topic_created", topic)
    world.announce("post", "post_created", post)


def _open_topic(world: World, author: User, draft: Draft) -> Topic:
    archetype: Literal["regular", "private_message"] = "private_message" if draft.recipients else "regular"
    at = draft.posted_at or world.now()
    topic = Topic(
        id=world.next_id("topic"),
        title=draft.title,
        slug=slugify(draft.title),
        user_id=author.id,
        category_id=None if draft.recipients else draft.category_id or min(world.categories),
        created_at=at,
        bumped_at=at,
        last_posted_at=at,
        tags=list(draft.tags),
        archetype=archetype,
    )
    if draft.recipients:
        topic.allowed_users = {author.id}
        _invite(world, topic, draft.recipients)
    world.topics[topic.id] = topic
    return topic


def _invite(world: World, topic: Topic, recipients: Iterable[str]) -> None:
    for name in recipients:
        if name in world.groups or name in {"moderators", "admins", "staff"}:
            topic.allowed_groups.add(name)
        else:
            topic.allowed_users.add(world.find_user(name).id)


def edit(world: World, editor: User, post: Post, raw: str, *, reason: str = "", seen: str | None = None) -> Post:
    """Change a post's text; ``seen`` is the text the editor started from, a mismatch is a 409.

    A small change by the same editor within the grace period makes no new version, unless the post is flagged or a
    reason is given. The author's edit of a post hidden for the first time shows it again and trashes its flags.
    """
    if not (editor.staff or editor.id == post.user_id):
        raise no_access()
    if seen is not None and seen != post.raw:
        raise conflict("This post was edited by someone else while you were editing it.")
    if not raw.strip():
        raise invalid("Body can't be blank")
    now = world.now()
    if raw != post.raw:
        if not _in_grace(world, editor, post, raw, reason):
            post.revisions.append(Revision(post.version + 1, post.raw, editor.id, now))
            post.version += 1
            post.revised_at = now
        post.raw, post.last_editor_id = raw, editor.id
    post.updated_at = now
    post.edit_reason = reason or post.edit_reason
    if editor.id == post.user_id and post.hidden and post.hidden_reason_id == HIDDEN_BY_FLAGS:
        _forgive(world, post)
    world.announce("post", "post_edited", post)
    return post


def _in_grace(world: World, editor: User, post: Post, raw: str, reason: str) -> bool:
    since = post.revised_at or post.created_at
    flagged = any(action.state == "active" and action.type_id != 2 for action in post.actions)
    limit = world.traits.grace_characters * (4 if editor.staff or editor.trust_level >= 2 else 1)
    same_editor = editor.id == (post.last_editor_id or post.user_id)
    in_time = world.now() - since < timedelta(seconds=world.traits.grace_seconds)
    small = abs(len(raw) - len(post.raw)) <= limit
    return same_editor and in_time and small and not flagged and not reason


def _forgive(world: World, post: Post) -> None:
    for action in post.actions:
        if action.type_id in {OFF_TOPIC, INAPPROPRIATE, SPAM} and action.state == "active":
            action.state = "trashed"
    unhide(world, post)


def hide(world: World, post: Post) -> None:
    """Hide a post because of flags; a topic whose only post is hidden becomes unlisted."""
    if post.hidden:
        return
    post.hidden_reason_id = HIDDEN_AGAIN if post.hidden_reason_id == HIDDEN_BY_FLAGS else HIDDEN_BY_FLAGS
    post.hidden = True
    topic = world.topics[post.topic_id]
    if post.post_number == 1 and all(other.hidden for other in world.posts_of(topic.id)):
        topic.visible = False
    world.announce("post", "post_edited", post)


def unhide(world: World, post: Post) -> None:
    """Show a hidden post again; it remembers that it was hidden once."""
    if not post.hidden:
        return
    post.hidden = False
    topic = world.topics[post.topic_id]
    if post.post_number == 1 and not topic.visible:
        topic.visible = True
    world.announce("post", "post_edited", post)


def delete(world: World, actor: User, post: Post) -> None:
    """Delete a post: softly by staff; by its author the text goes first and the post a day later."""
    if not (actor.staff or actor.id == post.user_id):
        raise no_access()
    if not actor.staff:
        post.revisions.append(Revision(post.version + 1, post.raw, actor.id, world.now()))
        post.raw, post.user_deleted, post.version = "(post deleted by author)", True, post.version + 1
        post.updated_at = world.now()
        world.announce("post", "post_edited", post)
        return
    post.deleted_at, post.deleted_by_id = world.now(), actor.id
    if post.post_number == 1:
        world.topics[post.topic_id].deleted_at = post.deleted_at
        world.announce("topic", "topic_destroyed", world.topics[post.topic_id])
    world.staff_log.append(("delete_post", actor.id, str(post.id)))
    world.announce("post", "post_destroyed", post)


def recover(world: World, actor: User, post: Post) -> None:
    """Bring a deleted post back, and its topic when it is the first one."""
    if not (actor.staff or (actor.id == post.user_id and post.user_deleted)):
        raise no_access()
    if post.user_deleted and post.revisions:
        post.raw = post.revisions[-1].raw
    post.deleted_at, post.deleted_by_id, post.user_deleted = None, None, False
    if post.post_number == 1:
        world.topics[post.topic_id].deleted_at = None
        world.announce("topic", "topic_recovered", world.topics[post.topic_id])
    world.announce("post", "post_recovered", post)


def greet(world: World, recipient: User, title: str, raw: str) -> Post:
    """Send a private message from the forum itself."""
    return publish(world, world.users[SYSTEM_ID], Draft(raw, title=title, recipients=(recipient.username,)))
