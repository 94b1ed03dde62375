"""The forum's ways of saying no, in the shapes a Discourse gives them."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """The forum refuses: an HTTP status and the JSON body that goes with it."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(f"{status} {body}")
        self.status = status
        self.body = body


def refuse(status: int, error_type: str, message: str) -> Refused:
    """Return a refusal with the usual ``errors`` list."""
    return Refused(status, {"errors": [message], "error_type": error_type})


def no_access() -> Refused:
    """Return the 403 for something seen but not allowed."""
    return refuse(403, "invalid_access", "You are not permitted to view the requested resource.")


def not_found() -> Refused:
    """Return the 404, which also stands for a missing right."""
    return refuse(404, "not_found", "The requested URL or resource could not be found.")


def missing(name: str) -> Refused:
    """Return the 400 for a parameter that was not sent."""
    return refuse(400, "invalid_parameters", f"param is missing or the value is empty: {name}")


def invalid(message: str) -> Refused:
    """Return the 422 of a failed validation."""
    return Refused(422, {"action": "create_post", "errors": [message]})


def conflict(message: str) -> Refused:
    """Return the 409 of two people changing the same thing."""
    return Refused(409, {"errors": [message], "error_type": "edit_conflict"})


def already_penalized(message: str) -> Refused:
    """Return the 409 of a second silence or suspension, which has no ``errors`` key."""
    return Refused(409, {"failed": "FAILED", "message": message})
