"""What every kind of action needs before it may be asked for, and how an edit gets its text at the last moment.

An action that lacks its words or its place is refused when it is decided, and again before it is carried out: in
rehearsal too, so that a rehearsal never promises what acting would not do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from modbot.enforce.cutting import cut_out, read_cuts
from modbot.errors import IncompleteAction
from modbot.records import Action, ActionKind
from modbot.store.actions import read_action
from modbot.store.posts import content_key
from modbot.store.rows import ActionRow
from modbot.store.store import Transaction

# Words that reach a person. They wait a little before they are sent, and cannot be taken back after that.
WORDS: frozenset[ActionKind] = frozenset({"reply", "warn", "tell_staff"})
LACKS_TEXT: Mapping[ActionKind, str] = {
    "reply": "the answer has no text yet; write one, or choose another action",
    "warn": "the warning has no text yet; write one, or choose another action",
    "tell_staff": "the message to staff has no text yet; write one, or choose another action",
}
LACKS_SECTION = "choose the section the post is to be moved to"
LACKS_CUT = "nothing to take out is marked in the text of this post; choose another action"
TEXT_GONE = "the text of this post is no longer kept here, so nothing can be taken out of it"
_LONGEST = 20_000


def find_lacking(kind: ActionKind, details: Mapping[str, str]) -> str:
    """Return in one sentence what an action of this kind lacks; "" when it is complete."""
    if kind in WORDS:
        text = details.get("raw", "")
        if not text.strip():
            return LACKS_TEXT[kind]
        return "" if len(text) <= _LONGEST else "this text is too long for a post"
    if kind == "move":
        return "" if details.get("section_id") or details.get("tags") or details.get("title") else LACKS_SECTION
    if kind == "edit":
        return _find_lacking_of_edit(details)
    return ""


def require_complete(kind: ActionKind, details: Mapping[str, str]) -> None:
    """Do nothing when an action has all it needs; raises IncompleteAction."""
    if lacking := find_lacking(kind, details):
        raise IncompleteAction(lacking)


def prepare_action(tx: Transaction, row: ActionRow) -> Action:
    """Return the action as the forum gets it: an edit with its text, cut from the stored version it was decided on.

    Actions keep only places, so what was taken out stands nowhere twice. Raises IncompleteAction.
    """
    require_complete(row.kind, row.details)
    action = read_action(row)
    if row.kind != "edit" or "cuts" not in row.details:
        return action
    wanted = row.details["seen_sha256"]
    post_id = row.target.removeprefix("post/")
    version = next((known for known in tx.posts.versions(post_id) if known.content_key == wanted), None)
    if version is None or content_key(version.post.raw) != wanted:
        raise IncompleteAction(TEXT_GONE)
    try:
        after = cut_out(version.post.raw, read_cuts(row.details["cuts"]))
    except ValueError as error:
        raise IncompleteAction(LACKS_CUT) from error
    details = {name: value for name, value in row.details.items() if name not in ("cuts", "back")}
    if row.details.get("back") == "true":
        return replace(action, details={**details, "raw": version.post.raw, "seen_sha256": content_key(after)})
    return replace(action, details={**details, "raw": after})


def _find_lacking_of_edit(details: Mapping[str, str]) -> str:
    if details.get("raw", "").strip():
        return ""
    try:
        cuts = read_cuts(details.get("cuts", "[]"))
    except ValueError as error:
        return str(error)
    return "" if cuts and details.get("seen_sha256") else LACKS_CUT
