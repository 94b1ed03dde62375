"""Routes about members, groups and penalties."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from modbot.sandbox.furnishing import furnish, stamp
from modbot.sandbox.nouns import User
from modbot.sandbox.penalties import release, silence, suspend
from modbot.sandbox.refusals import missing, not_found
from modbot.sandbox.show_people import show_admin_user, show_current_user, show_group, show_member, show_user
from modbot.sandbox.visit import Handler, Reply, Visit


def read_user(visit: Visit) -> Any:
    """GET /u/{username}.json."""
    return {"user_badges": [], "user": show_user(visit.world, visit.world.find_user(visit.path["username"]))}


def read_current_user(visit: Visit) -> Any:
    """GET /session/current.json."""
    if visit.user is None:
        raise not_found()
    return show_current_user(visit.user)


def list_groups(visit: Visit) -> Any:
    """GET /groups.json."""
    groups = [show_group(visit.world, group) for group in visit.world.groups.values()]
    return {
        "groups": groups,
        "extras": {"type_filters": []},
        "total_rows_groups": len(groups),
        "load_more_groups": "/groups?page=1",
    }


def read_group(visit: Visit) -> Any:
    """GET /groups/{name}.json."""
    group = visit.world.groups.get(visit.path["name"])
    if group is None:
        raise not_found()
    return {"group": show_group(visit.world, group), "extras": {"visible_group_names": sorted(visit.world.groups)}}


def list_members(visit: Visit) -> Any:
    """GET /groups/{name}/members.json."""
    name = visit.path["name"]
    if name not in visit.world.groups and name not in {"moderators", "admins", "staff"}:
        raise not_found()
    limit, offset = min(visit.number("limit") or 50, 1000), visit.number("offset") or 0
    members = visit.world.members_of(name)
    return {
        "members": [show_member(user) for user in members[offset : offset + limit]],
        "owners": [],
        "meta": {"total": len(members), "limit": limit, "offset": offset},
    }


def list_user_actions(visit: Visit) -> Any:
    """GET /user_actions.json: 4 new topics, 5 replies."""
    user = visit.world.find_user(visit.require("username"))
    wanted = {int(value) for value in visit.text("filter", default="4,5").split(",") if value.isdigit()}
    posts = [p for p in visit.world.posts.values() if p.user_id == user.id and visit.world.sees_post(visit.user, p)]
    offset = visit.number("offset") or 0
    actions = []
    for post in sorted(posts, key=lambda p: p.id, reverse=True):
        topic, kind = visit.world.topics[post.topic_id], 4 if post.post_number == 1 else 5
        if kind in wanted and not topic.private:
            actions.append(
                furnish(
                    "user_action",
                    action_type=kind,
                    created_at=stamp(post.created_at),
                    slug=topic.slug,
                    topic_id=topic.id,
                    post_number=post.post_number,
                    username=user.username,
                    user_id=user.id,
                    title=topic.title,
                    category_id=topic.category_id,
                )
            )
    return {"user_actions": actions[offset : offset + 30]}


def find_member(visit: Visit) -> User:
    """Return the member whose number stands in the address; 404 otherwise."""
    user = visit.world.users.get(visit.path["id"])
    if user is None:
        raise not_found()
    return user


def read_admin_user(visit: Visit) -> Any:
    """GET /admin/users/{id}.json."""
    return show_admin_user(visit.world, find_member(visit))


def silence_user(visit: Visit) -> Any:
    """PUT /admin/users/{id}/silence.json."""
    until = visit.text("silenced_till")
    return silence(
        visit.world, visit.staff, find_member(visit), _read_time(until) if until else None, visit.text("reason")
    )


def suspend_user(visit: Visit) -> Any:
    """PUT /admin/users/{id}/suspend.json."""
    until, reason = _read_time(visit.require("suspend_until")), visit.require("reason")
    return suspend(visit.world, visit.staff, find_member(visit), until, reason)


def unsilence_user(visit: Visit) -> Any:
    """PUT /admin/users/{id}/unsilence.json."""
    return release(visit.world, find_member(visit), suspension=False)


def unsuspend_user(visit: Visit) -> Any:
    """PUT /admin/users/{id}/unsuspend.json."""
    return release(visit.world, find_member(visit), suspension=True)


def list_staff_log(visit: Visit) -> Any:
    """GET /admin/logs/staff_action_logs.json."""
    rows = [
        {"id": number, "action_name": action, "acting_user_id": actor, "subject": subject}
        for number, (action, actor, subject) in enumerate(visit.world.staff_log, 1)
    ]
    return {"staff_action_logs": rows[::-1][:200], "user_history_actions": []}


def export_log(visit: Visit) -> Any:
    """GET /admin/logs/staff_action_logs.csv, as a table in text."""
    lines = [f"{action},{actor},{subject}" for action, actor, subject in visit.world.staff_log]
    return Reply(body="\n".join(lines) + "\n", content_type="text/csv; charset=utf-8")


def _read_time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise missing("suspend_until") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)


ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/session/current.json", read_current_user),
    ("GET", "/u/{username}.json", read_user),
    ("GET", "/users/{username}.json", read_user),
    ("GET", "/groups.json", list_groups),
    ("GET", "/groups/{name}.json", read_group),
    ("GET", "/groups/{name}/members.json", list_members),
    ("GET", "/user_actions.json", list_user_actions),
    ("GET", "/admin/users/{id:int}.json", read_admin_user),
    ("PUT", "/admin/users/{id:int}/silence.json", silence_user),
    ("PUT", "/admin/users/{id:int}/unsilence.json", unsilence_user),
    ("PUT", "/admin/users/{id:int}/suspend.json", suspend_user),
    ("PUT", "/admin/users/{id:int}/unsuspend.json", unsuspend_user),
    ("GET", "/admin/logs/staff_action_logs.json", list_staff_log),
    ("GET", "/admin/logs/staff_action_logs.csv", export_log),
)
