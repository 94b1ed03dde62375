"""What a forum's HTTP answer means: a value, a request to wait, or an error that trying again may or may not cure."""

from __future__ import annotations

from typing import Any

import requests

from modbot.errors import ForumBusy, ForumError

READ_ONLY_WAIT = 60.0
NO_HINT_WAIT = 10.0
TEXT_TYPES = frozenset({"text/plain", "text/csv", "text/markdown"})


def find_wait(answer: requests.Response) -> float:
    """Return how long a 429 asks to wait, in seconds: from the body, else the header, else ten."""
    try:
        return max(float(answer.json()["extras"]["wait_seconds"]), 0.0)
    except (ValueError, KeyError, TypeError):
        pass
    try:
        return max(float(answer.headers["Retry-After"]), 0.0)
    except (KeyError, ValueError):
        return NO_HINT_WAIT


def describe(answer: requests.Response) -> str:
    """Return the forum's own words about an error, short; never a page of HTML."""
    text = f"{answer.status_code} {answer.reason or ''}".strip()
    try:
        body = answer.json()
    except ValueError:
        return text
    if not isinstance(body, dict):
        return text
    errors = body.get("errors")
    words = "; ".join(str(error) for error in errors) if isinstance(errors, list) else ""
    return f"{text}: {words or body.get('message') or body.get('error_type') or 'no reason given'}"[:200]


def is_read_only(answer: requests.Response) -> bool:
    """Say whether a 503 means that the forum is being backed up or maintained."""
    try:
        body = answer.json()
    except ValueError:
        return False
    return isinstance(body, dict) and body.get("error_type") == "read_only"


def read_answer(answer: requests.Response, call: str) -> Any:
    """Return an answer's value: JSON, text, or None for a blank one; raises ForumError or ForumBusy otherwise."""
    status = answer.status_code
    if status == 429:
        raise ForumBusy(f"{call}: the forum asks to wait", find_wait(answer) + 1)
    if status == 503 and is_read_only(answer):
        raise ForumBusy(f"{call}: the forum is read-only", READ_ONLY_WAIT)
    if status >= 400:
        raise ForumError(f"{call}: {describe(answer)}", permanent=status < 500 and status != 408, status=status)
    if status >= 300:
        where = answer.headers.get("Location", "nowhere")
        raise ForumError(f"{call}: moved to {where[:120]}; check the address and key", permanent=True, status=status)
    if not answer.content.strip():
        return None
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind in TEXT_TYPES:
        answer.encoding = answer.encoding or "utf-8"
        return answer.text
    if kind not in {"application/json", "text/json", ""}:
        raise ForumError(f"{call}: expected JSON, got {kind}", permanent=False, status=status)
    try:
        body = answer.json()
    except ValueError as error:
        raise ForumError(f"{call}: the answer is not JSON", permanent=False, status=status) from error
    if isinstance(body, dict) and body.get("errors"):
        raise ForumError(f"{call}: {describe(answer)}", permanent=True, status=status)
    return body
