"""Turns templates into pages: one environment per language, the same frame around every page."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import Any

from babel.core import Locale
from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_percent
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from modbot.review.accounts import Seat
from modbot.review.attainment import Share
from modbot.review.evidence import Block
from modbot.review.reports import ENOUGH
from modbot.review.roles import Power, may
from modbot.store.rows import FlagRow
from modbot.web import wording
from modbot.web.languages import LANGUAGES, NATIVE_NAMES, choose_language, load_translations
from modbot.web.reasons import tell_reason

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"


class Pages:
    """The desk's templates in all its languages."""

    def __init__(self, zone: tzinfo) -> None:
        self.translations = load_translations()
        digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(STATIC.iterdir()))).hexdigest()
        self.assets = digest[:10]
        self._zone = zone
        self._environments = {language: self._build(language) for language in LANGUAGES}

    def language_of(self, request: Request, seat: Seat | None) -> str:
        """Return the language this person reads."""
        preferred = str(seat.account.preferences.get("language", "")) if seat else ""
        return choose_language(preferred, request.headers.get("accept-language", ""))

    def render(
        self, request: Request, seat: Seat | None, template: str, *, status: int = 200, **context: Any
    ) -> HTMLResponse:
        """Return a page or a part of one, in the person's language."""
        language = self.language_of(request, seat)
        translate = self.translations[language].gettext
        roles = seat.account.roles if seat else ()
        theme = request.cookies.get("theme", "")
        frame = {
            "language": language,
            "theme": theme if theme in ("light", "dark") else "",
            "assets": self.assets,
            "csrf": seat.csrf if seat else "",
            "person": seat.account if seat else None,
            "person_may": {power: may(roles, power) for power in _SHOWN_POWERS},
            "places": [(path, translate(name)) for path, name, power in _PLACES if may(roles, power)],
            "place": "/" + request.url.path.split("/")[1],
            "place_now": request.url.path if request.method == "GET" else "/queue",
            "enforcement": request.app.state.parts.read_enforcement(),
        }
        body = self._environments[language].get_template(template).render(**{**frame, **context})
        return HTMLResponse(body, status)

    def _build(self, language: str) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
            auto_reload=False,
        )
        words = self.translations[language]
        environment.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
        translate = words.gettext
        show = partial(_show, self._zone, language)
        environment.filters |= {
            "moment": partial(show, "moment"),
            "clock": partial(show, "clock"),
            "day": partial(show, "day"),
            "finding_name": lambda flag: _name_finding(flag, translate),
            "label_name": lambda label: wording.name_label(label, translate),
            "reason": lambda signal: tell_reason(signal, translate),
            "said": lambda text: translate(text) if text else "",
            "category_name": partial(_name, wording.CATEGORIES, translate),
            "verdict_name": partial(_name, wording.VERDICTS, translate),
            "action_name": partial(_name, wording.ACTIONS, translate),
            "action_state_name": partial(_name, wording.ACTION_STATES, translate),
            "status_name": partial(_name, wording.STATUSES, translate),
            "role_name": partial(_name, wording.ROLES, translate),
            "verb_name": partial(_name, wording.VERBS, translate),
            "share": partial(_show_share, translate, language),
            "date": partial(format_date, format=f"{_day_of(language)} yyyy", locale=language),
            "speaker": lambda block: _name_speaker(block, translate),
            "language_name": partial(name_language, language),
        }
        return environment


_SHOWN_POWERS: tuple[Power, ...] = ("reveal", "undo_others", "manage_accounts", "export", "stop_everything")
# Where one can go, in words, and the power that opens the door.
_PLACES: tuple[tuple[str, str, Power], ...] = (
    ("/queue", wording.N_("Queue"), "review"),
    ("/second-look", wording.N_("Second look"), "confirm_consequences"),
    ("/history", wording.N_("History"), "review"),
    ("/partners", wording.N_("Partners"), "review"),
    ("/rules", wording.N_("Rules"), "see_reports"),
    ("/report", wording.N_("Report"), "see_reports"),
    ("/audit", wording.N_("Audit"), "see_audit"),
    ("/health", wording.N_("Health"), "see_reports"),
    ("/settings", wording.N_("Settings"), "see_reports"),
)


def name_language(reader: str, code: str) -> str:
    """Return the name of a language of posts in the reader's language; unknown codes as they are."""
    if code in NATIVE_NAMES or code in ("fr", "ru", "el", "pt", "es"):
        return str(Locale.parse(code).get_display_name(reader))
    return code


def _show(zone: tzinfo, language: str, kind: str, moment: datetime | None) -> str:
    if moment is None:
        return ""
    if kind == "clock":
        return str(format_time(moment, "HH:mm", tzinfo=zone, locale=language))
    if kind == "day":
        return str(format_date(moment.astimezone(zone), f"{_day_of(language)} yyyy", locale=language))
    return str(format_datetime(moment, f"{_day_of(language)}, HH:mm", tzinfo=zone, locale=language))


def _day_of(language: str) -> str:
    """Return how a day and month are written; German puts a point behind ordinal numbers."""
    return "d. MMM" if language == "de" else "d MMM"


def _show_share(translate: wording.Translate, language: str, share: Share) -> str:
    if not share.has_evidence(ENOUGH):
        return translate(wording.N_("not enough evidence (%(hits)s of %(n)s)")) % {"hits": share.hits, "n": share.total}
    percent = partial(format_percent, format="#,##0 %" if language != "en" else "#,##0%", locale=language)
    low, high = share.interval
    said = {"share": percent(share.value or 0.0), "low": percent(low), "high": percent(high), "n": share.total}
    return translate(wording.N_("%(share)s (%(low)s to %(high)s, n = %(n)s)")) % said


def _name(names: Mapping[str, str], translate: wording.Translate, key: str | None) -> str:
    return translate(names[key]) if key is not None and key in names else (key or "").replace("_", " ")


def _name_finding(flag: FlagRow, translate: wording.Translate) -> str:
    return wording.name_finding(flag.category, flag.label, translate)


def _name_speaker(block: Block, translate: wording.Translate) -> str:
    name = translate(wording.SPEAKERS.get(block.kind, block.kind))
    return f"{name} · {translate(wording.OWN_WORDS)}" if block.attribution == "own" else name
