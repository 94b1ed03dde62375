"""Signing in and out, and the first account's set-up page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from modbot.errors import ConflictError, ForumError, NotAllowed
from modbot.web.refusals import tell_error
from modbot.web.seats import Acting, Parts, Templates, cookie_name, find_seat, set_session

router = APIRouter(include_in_schema=False)
_NONCE = "modbot-forum"


@router.get("/sign-in", response_class=HTMLResponse)
def show_sign_in(request: Request, parts: Parts, pages: Templates) -> Response:
    """Show the sign-in page; who is signed in goes on to the queue."""
    if find_seat(request) is not None:
        return RedirectResponse("/queue", 303)
    return _sign_in_page(request, parts, pages)


@router.post("/sign-in")
def sign_in(
    request: Request,
    parts: Parts,
    pages: Templates,
    username: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=1000)],
) -> Response:
    """Sign in with user name and password."""
    address = request.client.host if request.client else ""
    try:
        account = parts.accounts.sign_in(username, password, address)
    except NotAllowed as error:
        return _sign_in_page(request, parts, pages, error, username)
    answer = RedirectResponse("/queue", 303)
    set_session(answer, parts, parts.accounts.open_session(account))
    return answer


@router.get("/sign-in/forum")
def ask_forum(parts: Parts) -> Response:
    """Send the browser to the forum to sign in there."""
    if parts.forum_sign_in is None:
        return RedirectResponse("/sign-in", 303)
    address, nonce = parts.forum_sign_in.ask(f"{parts.public_url.rstrip('/')}/sign-in/forum/return")
    answer = RedirectResponse(address, 303)
    answer.set_cookie(_NONCE, nonce, max_age=600, httponly=True, samesite="lax", secure=parts.is_secure)
    return answer


@router.get("/sign-in/forum/return", response_class=HTMLResponse)
def return_from_forum(request: Request, parts: Parts, pages: Templates, sso: str = "", sig: str = "") -> Response:
    """Let a member of the forum's staff in who signed in there."""
    if parts.forum_sign_in is None:
        return RedirectResponse("/sign-in", 303)
    try:
        account = parts.forum_sign_in.answer(sso, sig, request.cookies.get(_NONCE, ""))
    except (NotAllowed, ForumError, ConflictError) as error:
        return _sign_in_page(request, parts, pages, error)
    # A redirect would still count as coming from the forum and leave the strict cookie behind; a page does not.
    answer = pages.render(request, None, "arrived.html")
    set_session(answer, parts, parts.accounts.open_session(account))
    answer.delete_cookie(_NONCE)
    return answer


@router.post("/sign-out")
def sign_out(seat: Acting, parts: Parts) -> Response:
    """End this session."""
    parts.accounts.sign_out(seat)
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(cookie_name(parts), path="/", secure=parts.is_secure)
    return answer


@router.get("/set-up", response_class=HTMLResponse)
def show_set_up(request: Request, pages: Templates) -> Response:
    """Show the page a one-time link leads to; its code stands behind "#" and never reaches the server here."""
    return pages.render(request, None, "setup.html", fault="", username="", token="")


@router.post("/set-up")
def set_up(
    request: Request,
    parts: Parts,
    pages: Templates,
    token: Annotated[str, Form(max_length=200)],
    username: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=1000)],
) -> Response:
    """Make the account a one-time link is for, and sign it in."""
    try:
        account = parts.accounts.use_link(token.strip(), username, password)
    except (NotAllowed, ValueError, ConflictError) as error:
        words = pages.translations[pages.language_of(request, None)]
        fault = tell_error(error, words.gettext)
        return pages.render(request, None, "setup.html", status=400, fault=fault, username=username, token=token)
    answer = RedirectResponse("/queue", 303)
    set_session(answer, parts, parts.accounts.open_session(account))
    return answer


def _sign_in_page(
    request: Request, parts: Parts, pages: Templates, fault: Exception | None = None, username: str = ""
) -> HTMLResponse:
    words = pages.translations[pages.language_of(request, None)]
    return pages.render(
        request,
        None,
        "sign_in.html",
        status=403 if fault else 200,
        fault=tell_error(fault, words.gettext) if fault else "",
        username=username,
        forum_sign_in=parts.forum_sign_in is not None,
    )
