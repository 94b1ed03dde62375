"""Who is asking: the seat behind a cookie or a program's token, and proof that a form is ours."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import Depends, Request, Response

from modbot.errors import ModbotError, NotAllowed
from modbot.review.accounts import Seat
from modbot.review.roles import Power, require
from modbot.web.pages import Pages
from modbot.web.parts import WebParts


class SignInNeeded(ModbotError):
    """Nobody is signed in, or the session ended."""


def get_parts(request: Request) -> WebParts:
    """Return the parts the web was built with."""
    parts: WebParts = request.app.state.parts
    return parts


def get_pages(request: Request) -> Pages:
    """Return the templates the web was built with."""
    pages: Pages = request.app.state.pages
    return pages


def cookie_name(parts: WebParts) -> str:
    """Return the session cookie's name; over HTTPS one that browsers bind to this host."""
    return "__Host-modbot" if parts.is_secure else "modbot"


def set_session(response: Response, parts: WebParts, token: str) -> None:
    """Leave the session's token with the browser: for this site only, unreadable for scripts, until it closes."""
    response.set_cookie(cookie_name(parts), token, httponly=True, samesite="strict", secure=parts.is_secure, path="/")


def find_seat(request: Request) -> Seat | None:
    """Return who is asking, None when nobody is signed in."""
    parts = get_parts(request)
    token = request.cookies.get(cookie_name(parts), "")
    seat = parts.accounts.find_seat(token) if token else None
    return None if seat is not None and seat.facts.get("program") else seat


def require_seat(request: Request) -> Seat:
    """Return who is asking; raises SignInNeeded."""
    seat = find_seat(request)
    if seat is None:
        raise SignInNeeded("sign in first")
    return seat


async def read_proof(request: Request) -> str:
    """Return the form token a request carries, from its header or its form."""
    header = request.headers.get("x-csrf-token")
    if header is not None:
        return header
    if request.headers.get("content-type", "").startswith(("application/x-www-form-urlencoded", "multipart/")):
        return str((await request.form()).get("csrf", ""))
    return ""


def require_proof(request: Request, proof: Annotated[str, Depends(read_proof)]) -> Seat:
    """Return who is asking by a form of ours; raises SignInNeeded, NotAllowed."""
    seat = require_seat(request)
    if not hmac.compare_digest(proof.encode(), seat.csrf.encode()):
        raise NotAllowed("this form is too old; load the page again")
    return seat


def require_program(request: Request, proof: Annotated[str, Depends(read_proof)]) -> Seat:
    """Return who calls the API: a program by its bearer token, or a browser's page by cookie and form token."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return require_seat(request) if request.method == "GET" else require_proof(request, proof)
    seat = get_parts(request).accounts.find_seat(token.strip())
    if seat is None or not seat.facts.get("program"):
        raise SignInNeeded("this token is unknown or was ended")
    return seat


def check_power(seat: Seat, power: Power) -> None:
    """Do nothing when the person may; raises NotAllowed."""
    require(seat.account.roles, power)


Asking = Annotated[Seat, Depends(require_seat)]
Acting = Annotated[Seat, Depends(require_proof)]
Program = Annotated[Seat, Depends(require_program)]
Parts = Annotated[WebParts, Depends(get_parts)]
Templates = Annotated[Pages, Depends(get_pages)]
