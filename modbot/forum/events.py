"""Webhooks: is this body really the forum's, and what does it announce? The announced thing is read again by API."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from modbot.errors import BadSignature, ForumError
from modbot.forum.discourse_json import read_number
from modbot.forum.interface import ForumEvent

SIGNATURE, EVENT_ID, EVENT_TYPE = "x-discourse-event-signature", "x-discourse-event-id", "x-discourse-event-type"


def read_event(headers: Mapping[str, str], body: bytes, secret: str) -> ForumEvent | None:
    """Return what a webhook announces, None for pings and things without an id.

    The signature is an HMAC-SHA256 over the raw bytes, compared in constant time before anything is parsed. Raises
    BadSignature when it is missing, wrong, or no secret is agreed; ForumError when the signed body is not readable.
    """
    known = {name.lower(): value for name, value in headers.items()}
    check_signature(known.get(SIGNATURE, ""), body, secret)
    kind = known.get(EVENT_TYPE, "")
    content = _parse(body, known.get("content-type", ""))
    if kind in {"", "ping"} or "ping" in content:
        return None
    thing = content.get(kind)
    number = read_number(thing.get("id")) if isinstance(thing, dict) else None
    if number is None:
        return None
    return ForumEvent(kind, str(number), known.get(EVENT_ID, ""))


def check_signature(given: str, body: bytes, secret: str) -> None:
    """Raise BadSignature unless ``given`` is ``sha256=`` and the hex HMAC of exactly these bytes."""
    if not secret:
        raise BadSignature("no webhook secret is set, so no webhook is accepted", permanent=True)
    expected = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace")):
        raise BadSignature("the webhook's signature does not fit its body", permanent=True)


def _parse(body: bytes, content_type: str) -> dict[str, Any]:
    text = body.decode("utf-8", "replace")
    if "form" in content_type:
        fields = dict(parse_qsl(text, keep_blank_values=True))
        if "payload" not in fields:
            return _unfold(fields)
        text = fields["payload"]
    try:
        content = json.loads(text)
    except ValueError as error:
        raise ForumError("the webhook's body is not JSON", permanent=True) from error
    return content if isinstance(content, dict) else {}


def _unfold(fields: Mapping[str, str]) -> dict[str, Any]:
    """Return ``post[id]=7`` as ``{"post": {"id": "7"}}``, one level deep: nothing more is needed."""
    content: dict[str, Any] = {}
    for name, value in fields.items():
        kind, _, rest = name.partition("[")
        if rest:
            content.setdefault(kind, {})[rest.rstrip("]")] = value
        else:
            content[kind] = value
    return content
