"""The web application: everything a browser or a program may ask, put together from plain parts."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from modbot.errors import BadSignature, ConflictError, ForumError, IncompleteAction, ModbotError, NotAllowed, NotFound
from modbot.web import (
    api,
    audit_page,
    auth,
    card_page,
    health_page,
    history_page,
    partners_page,
    queue_page,
    report_page,
    rules_page,
    second_look_page,
    settings_page,
    webhook_route,
)
from modbot.web.guard import Guard
from modbot.web.pages import STATIC, Pages
from modbot.web.parts import WebParts
from modbot.web.refusals import tell_error
from modbot.web.seats import SignInNeeded, find_seat
from modbot.web.wording import N_

_PAGES = (
    *(auth, queue_page, card_page, second_look_page, history_page, rules_page, report_page, audit_page),
    *(health_page, settings_page, partners_page, webhook_route, api),
)
_STATUS: dict[type[Exception], int] = {
    SignInNeeded: 401,
    NotAllowed: 403,
    BadSignature: 403,
    ForumError: 400,
    NotFound: 404,
    ConflictError: 409,
    IncompleteAction: 422,
    ValueError: 422,
    RequestValidationError: 422,
}
_TITLES = {
    403: N_("This is not yours to do"),
    404: N_("There is nothing here"),
    405: N_("That does not work here"),
    409: N_("Somebody was first"),
    422: N_("That could not be understood"),
    500: N_("Something went wrong"),
}


def build_web(parts: WebParts) -> ASGIApp:
    """Return the web application of these parts, guarded; to be served by uvicorn without an access log."""
    app = FastAPI(
        title="modbot review desk",
        version="1",
        summary="The queue, decisions and undo, for programs of your own.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.state.parts = parts
    app.state.pages = Pages(parts.zone)
    for page in _PAGES:
        app.include_router(page.router)
    app.mount("/static", _CachedFiles(directory=STATIC), name="static")
    for kind in _STATUS:
        app.add_exception_handler(kind, _show_error)
    app.add_exception_handler(HTTPException, _show_error)
    return Guard(app, secure=parts.is_secure)


class _CachedFiles(StaticFiles):
    """The desk's own files; their address changes with their content, so browsers may keep them."""

    def file_response(self, *args: object, **more: object) -> Response:
        """Return a file that may be kept for a year."""
        answer = super().file_response(*args, **more)  # type: ignore[arg-type]
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer


def _show_error(request: Request, error: Exception) -> Response:
    """Answer a refusal: JSON for programs, the sign-in page or a few words for people. No detail of the inside."""
    status = error.status_code if isinstance(error, HTTPException) else _status_of(error)
    message = _message_of(error)
    if request.url.path.startswith(("/api/", "/webhook")):
        return JSONResponse({"detail": message}, status)
    if status == 401:
        if request.headers.get("hx-request") == "true":
            return Response(status_code=401)
        return RedirectResponse("/sign-in", 303)
    pages: Pages = request.app.state.pages
    seat = find_seat(request)
    words = pages.translations[pages.language_of(request, seat)]
    title = words.gettext(_TITLES.get(status, _TITLES[500]))
    text = (
        tell_error(error, words.gettext)
        if isinstance(error, ModbotError)
        else (words.gettext(message) if message else "")
    )
    if request.headers.get("hx-request") == "true":  # a part of a page asked: it has a place for a sentence
        return PlainTextResponse(text[:1].upper() + text[1:] or title, status)
    return pages.render(request, seat, "message.html", status=status, title=title, text=text)


def _status_of(error: Exception) -> int:
    return next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 500)


def _message_of(error: Exception) -> str:
    if isinstance(error, RequestValidationError):
        return "; ".join(f"{item['loc'][-1]}: {item['msg']}" for item in error.errors()[:5])
    if isinstance(error, HTTPException):
        return str(error.detail)
    return str(error) if isinstance(error, ModbotError | ValueError) else ""
