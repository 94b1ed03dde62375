"""The many fields of a Discourse answer that never matter to a bot but are always there, as data beside this file."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from modbot.sandbox.nouns import User

AVATAR = "/letter_avatar_proxy/v4/letter/s/6c6c6c/{size}.png"


@cache
def _read_furnishing() -> dict[str, dict[str, Any]]:
    path = Path(__file__).parent / "furnishing.json"
    furnishing: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return furnishing


def furnish(kind: str, **fields: Any) -> dict[str, Any]:
    """Return an answer of that kind: every field it always has, with ``fields`` in their places."""
    return {**_read_furnishing()[kind], **fields}


def stamp(at: datetime | None) -> str | None:
    """Return a time as the forum writes it: UTC, milliseconds, Z."""
    if at is None:
        return None
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def badge(user: User) -> dict[str, Any]:
    """Return a member in the few words used beside posts."""
    return {"id": user.id, "username": user.username, "name": user.name, "avatar_template": AVATAR}
