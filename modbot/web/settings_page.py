"""One's own preferences and password; programs' tokens; for admins, who may sign in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field

from modbot.errors import NotAllowed
from modbot.records import CATEGORIES
from modbot.review.roles import ROLES, may
from modbot.web.languages import LANGUAGES, NATIVE_NAMES
from modbot.web.visit import Doing, Looking, Visit

router = APIRouter(include_in_schema=False)


class PreferencesForm(BaseModel):
    """What one may prefer."""

    language: str = ""
    blur: bool = False
    excluded: list[str] = Field(default_factory=list)
    csrf: str = ""


class RolesForm(BaseModel):
    """The roles of an account."""

    role: list[str] = Field(default_factory=list)
    csrf: str = ""


@router.get("/settings", response_class=HTMLResponse)
def show_settings(visit: Looking) -> Response:
    """Show one's own settings and, to admins, the accounts."""
    return _settings_page(visit)


@router.post("/settings/preferences")
def keep_preferences(visit: Doing, form: Annotated[PreferencesForm, Form()]) -> Response:
    """Keep language, blurring and what one would rather not see."""
    visit.parts.accounts.change_preferences(
        visit.seat,
        language=form.language if form.language in LANGUAGES else "",
        blur=form.blur,
        excluded=[name for name in form.excluded if name in CATEGORIES],
    )
    return RedirectResponse("/settings", 303)


@router.post("/settings/password", response_class=HTMLResponse)
def change_password(
    visit: Doing, old: Annotated[str, Form(max_length=1000)], new: Annotated[str, Form(max_length=1000)]
) -> Response:
    """Change one's own password; all sessions end."""
    try:
        visit.parts.accounts.change_password(visit.seat, old, new)
    except (NotAllowed, ValueError) as error:
        return _settings_page(visit, fault=visit.tell(error), status=400)
    return RedirectResponse("/sign-in", 303)


@router.post("/settings/token", response_class=HTMLResponse)
def make_token(visit: Doing) -> Response:
    """Make a token for a program that acts with one's own roles; it is shown once."""
    token = visit.parts.accounts.open_session(visit.seat.account, program=True)
    desk = visit.parts.desk
    with desk.store.transaction() as tx:
        subject = f"account/{visit.seat.account.id}"
        tx.audit.add(desk.clock.now(), visit.seat.account.username, "make_token", subject)
    return _settings_page(visit, shown=token, shown_kind="token")


@router.post("/settings/sessions")
def end_sessions(visit: Doing) -> Response:
    """End all of one's own sessions and programs' tokens."""
    visit.parts.accounts.sign_out(visit.seat, everywhere=True)
    return RedirectResponse("/sign-in", 303)


@router.post("/settings/invite", response_class=HTMLResponse)
def invite(visit: Doing, form: Annotated[RolesForm, Form()]) -> Response:
    """Make a one-time link for a new account; it is shown once."""
    token = visit.parts.accounts.invite(form.role, visit.seat.reviewer())
    return _settings_page(visit, shown=f"{visit.parts.public_url.rstrip('/')}/set-up#{token}", shown_kind="link")


@router.post("/settings/accounts/{account_id}")
def change_roles(account_id: int, visit: Doing, form: Annotated[RolesForm, Form()]) -> Response:
    """Give an account other roles; none closes it."""
    visit.parts.accounts.change_roles(account_id, form.role, visit.seat.reviewer())
    return RedirectResponse("/settings", 303)


def _settings_page(
    visit: Visit, *, fault: str = "", shown: str = "", shown_kind: str = "", status: int = 200
) -> HTMLResponse:
    accounts = []
    if may(visit.seat.account.roles, "manage_accounts"):
        with visit.parts.desk.store.reading() as tx:
            accounts = tx.people.all()
    return visit.render(
        "settings.html",
        status=status,
        fault=fault,
        shown=shown,
        shown_kind=shown_kind,
        accounts=accounts,
        roles=ROLES,
        categories=CATEGORIES,
        languages=[(code, NATIVE_NAMES[code]) for code in LANGUAGES],
        preferences={"language": "", "blur": True, "excluded": [], **visit.seat.account.preferences},
    )
