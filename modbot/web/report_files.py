"""The report as a file that stands by itself: Markdown, or HTML with its plots and style inside."""

from __future__ import annotations

import base64
from typing import Any

from modbot.review.reports import ENOUGH, Report
from modbot.web.pages import STATIC
from modbot.web.plots import PLOTS, Inks
from modbot.web.visit import Visit


def write_markdown(visit: Visit, report: Report) -> str:
    """Return the report as Markdown in the reader's language."""
    return _render(visit, "report.md", report=report)


def write_html(visit: Visit, report: Report) -> str:
    """Return the report as one HTML file without anything to fetch."""
    drawn = {name: _embed(visit, report, name) for name in PLOTS}
    return _render(visit, "report_file.html", report=report, drawn=drawn, css=(STATIC / "desk.css").read_text())


def _embed(visit: Visit, report: Report, name: str) -> str:
    words = visit.pages.translations[visit.language].gettext
    drawn = PLOTS[name](report, Inks.on_light(), words)
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn).decode()}"


def _render(visit: Visit, template: str, **context: Any) -> str:
    answer = visit.render(template, enough=ENOUGH, **context)
    return bytes(answer.body).decode()
