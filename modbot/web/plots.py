"""Plots for the report, as SVG: quiet lines that read on light and dark ground alike."""

from __future__ import annotations

import io
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from modbot.records import Severity
from modbot.review.attainment import ATTAINMENT_TARGET
from modbot.review.reports import ENOUGH, Report

_INK = "#7d858d"
_SHADES: dict[Severity, str] = {"P1": "#c0434b", "P2": "#cf8a2e", "P3": "#4f86c0", "P4": "#8d959c"}
_ACCENT = "#2a8a98"


def plot_volume(report: Report) -> bytes:
    """Return bars of the cases opened per day, stacked by severity."""
    figure, axes = _make(6, 2.6)
    days = sorted(report.opened_by_day)
    floor = [0] * len(days)
    for severity, shade in _SHADES.items():
        heights = [report.opened_by_day[day].get(severity, 0) for day in days]
        axes.bar(range(len(days)), heights, bottom=floor, color=shade, width=0.7, label=severity)
        floor = [a + b for a, b in zip(floor, heights, strict=True)]
    step = max(1, len(days) // 7)
    axes.set_xticks(range(0, len(days), step), [f"{day.day}.{day.month}." for day in days[::step]])
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.legend(frameon=False, ncols=4, labelcolor=_INK, fontsize=9, loc="upper left", bbox_to_anchor=(0, 1.18))
    return _write(figure)


def plot_precision(report: Report) -> bytes:
    """Return a point with its 95 % interval per category and language; hollow where too little was decided."""
    rows = sorted(report.categories, key=lambda row: -row.share.total)[:16]
    figure, axes = _make(6, 0.9 + 0.28 * max(1, len(rows)))
    for place, row in enumerate(reversed(rows)):
        low, high = row.share.interval
        solid = row.share.has_evidence(ENOUGH)
        axes.plot([low, high], [place, place], color=_ACCENT, linewidth=2, alpha=1 if solid else 0.35)
        face = _ACCENT if solid else "none"
        axes.plot([row.share.value or 0], [place], "o", color=_ACCENT, markerfacecolor=face, markersize=6)
    labels = [f"{row.name.replace('_', ' ')} · {row.language or '?'} (n={row.share.total})" for row in reversed(rows)]
    axes.set_yticks(range(len(rows)), labels)
    axes.set_ylim(-0.6, max(1, len(rows)) - 0.4)
    _show_percent(axes)
    return _write(figure)


def plot_attainment(report: Report) -> bytes:
    """Return bars of the share taken up and decided in time per severity, against the target."""
    figure, axes = _make(6, 2.4)
    names: Sequence[Severity] = [row.severity for row in report.attained]
    for shift, shares, shade in (
        (-0.17, [row.tto.value or 0 for row in report.attained], "#8fb9c0"),
        (0.17, [row.ttr.value or 0 for row in report.attained], _ACCENT),
    ):
        axes.barh([place + shift for place in range(len(names))], shares, height=0.3, color=shade)
    axes.axvline(ATTAINMENT_TARGET, color=_SHADES["P2"], linewidth=1.2, linestyle=(0, (4, 3)))
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(max(4, len(names)) - 0.5, -0.5)
    _show_percent(axes)
    return _write(figure)


PLOTS = {"volume": plot_volume, "precision": plot_precision, "attainment": plot_attainment}


def _make(width: float, height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot()
    axes.tick_params(colors=_INK, labelsize=9, length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(_INK)
    axes.grid(axis="x" if height != 2.6 else "y", color=_INK, alpha=0.18, linewidth=0.8)
    axes.set_axisbelow(True)
    return figure, axes


def _show_percent(axes: Axes) -> None:
    axes.set_xlim(0, 1.02)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])


def _write(figure: Figure) -> bytes:
    FigureCanvasSVG(figure)
    out = io.BytesIO()
    figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    return out.getvalue()
