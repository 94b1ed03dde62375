"""The dashboard of a week or a month, with plots, and the same as a file."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse

from modbot.errors import NotFound
from modbot.review.reports import ENOUGH, Report, build_report
from modbot.web.plots import PLOTS, Inks
from modbot.web.report_files import write_html, write_markdown
from modbot.web.visit import Looking, Visit

router = APIRouter(include_in_schema=False)
Days = Annotated[Literal["7", "30", "365"], Query()]
_WRITERS = {"md": (write_markdown, "text/markdown"), "html": (write_html, "text/html")}


@router.get("/report", response_class=HTMLResponse)
def show_report(visit: Looking, days: Days = "7") -> Response:
    """Show the dashboard of the last week, month or year."""
    return visit.render("report.html", report=_build(visit, days), days=days, enough=ENOUGH)


@router.get("/report/plots/{name}.svg")
def draw_plot(name: str, visit: Looking, days: Days = "7", ground: Literal["light", "dark"] = "light") -> Response:
    """Draw one plot of the dashboard for a light or a dark ground."""
    if name not in PLOTS:
        raise NotFound("there is no such plot")
    inks = Inks.on_dark() if ground == "dark" else Inks.on_light()
    words = visit.pages.translations[visit.language].gettext
    return Response(PLOTS[name](_build(visit, days), inks, words), media_type="image/svg+xml")


@router.get("/report/file")
def save_report(visit: Looking, days: Days = "7", form: Literal["md", "html"] = "md") -> Response:
    """Hand out the report as a Markdown or an HTML file."""
    report = _build(visit, days)
    write, media = _WRITERS[form]
    name = f"modbot-{report.start}-{days}-days.{form}"
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(write(visit, report), media_type=media, headers=headers)


def _build(visit: Visit, days: str) -> Report:
    visit.need("see_reports")
    with visit.parts.desk.store.reading() as tx:
        return build_report(visit.parts.desk, tx, int(days))
