"""The dashboard of a week or a month, with plots, and the same as a file."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse, PlainTextResponse

from modbot.errors import NotFound
from modbot.review.reports import ENOUGH, build_report, write_report
from modbot.web.plots import PLOTS
from modbot.web.visit import Looking

router = APIRouter(include_in_schema=False)
Days = Annotated[Literal["7", "30", "365"], Query()]


@router.get("/report", response_class=HTMLResponse)
def show_report(visit: Looking, days: Days = "7") -> Response:
    """Show the dashboard of the last week, month or year."""
    visit.need("see_reports")
    with visit.parts.desk.store.reading() as tx:
        report = build_report(visit.parts.desk, tx, int(days))
    return visit.render("report.html", report=report, days=days, enough=ENOUGH)


@router.get("/report/plots/{name}.svg")
def draw_plot(name: str, visit: Looking, days: Days = "7") -> Response:
    """Draw one plot of the dashboard."""
    visit.need("see_reports")
    if name not in PLOTS:
        raise NotFound("there is no such plot")
    with visit.parts.desk.store.reading() as tx:
        report = build_report(visit.parts.desk, tx, int(days))
    return Response(PLOTS[name](report), media_type="image/svg+xml")


@router.get("/report/file")
def save_report(visit: Looking, days: Days = "7") -> Response:
    """Hand out the report as a Markdown file."""
    visit.need("see_reports")
    with visit.parts.desk.store.reading() as tx:
        report = build_report(visit.parts.desk, tx, int(days))
    name = f"modbot-{report.start}-{days}-days.md"
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return PlainTextResponse(write_report(report), media_type="text/markdown", headers=headers)
