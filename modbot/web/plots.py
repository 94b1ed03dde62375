"""Plots for the report, as SVG: quiet lines that read on light and dark ground alike."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from modbot.records import Severity
from modbot.review.attainment import ATTAINMENT_TARGET
from modbot.review.reports import ENOUGH, Report
from modbot.web.wording import CATEGORIES, N_, Translate

Draw = Callable[["Report", "Inks", Callable[[str], str]], bytes]


@dataclass(frozen=True, slots=True)
class Inks:
    """The colours of a plot on one ground; text on it is at least 4.5 : 1."""

    text: str
    accent: str
    pale: str
    shades: Mapping[Severity, str]

    @classmethod
    def on_light(cls) -> Inks:
        """Return inks for a light ground."""
        return cls(
            "#575f67", "#0f5e6b", "#7fb3bb", {"P1": "#a11d26", "P2": "#c07a22", "P3": "#3f74ad", "P4": "#8a9199"}
        )

    @classmethod
    def on_dark(cls) -> Inks:
        """Return inks for a dark ground."""
        return cls(
            "#b4bbc2", "#7fcbd7", "#3f7f8a", {"P1": "#ff8f88", "P2": "#f0b666", "P3": "#8fb8ea", "P4": "#7b838b"}
        )


def plot_volume(report: Report, inks: Inks, say: Translate) -> bytes:  # noqa: ARG001
    """Return bars of the cases opened per day, stacked by severity."""
    figure, axes = _make(inks, 6, 2.6)
    days = sorted(report.opened_by_day)
    floor = [0] * len(days)
    for severity, shade in inks.shades.items():
        heights = [report.opened_by_day[day].get(severity, 0) for day in days]
        axes.bar(range(len(days)), heights, bottom=floor, color=shade, width=0.7, label=severity)
        floor = [a + b for a, b in zip(floor, heights, strict=True)]
    step = max(1, len(days) // 7)
    axes.set_xticks(range(0, len(days), step), [f"{day.day}.{day.month}." for day in days[::step]])
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    _explain(axes, inks, 4)
    return _write(figure)


def plot_precision(report: Report, inks: Inks, say: Translate) -> bytes:
    """Return a point with its 95 % interval per category and language; hollow where too little was decided."""
    rows = sorted(report.categories, key=lambda row: -row.share.total)[:16]
    figure, axes = _make(inks, 6, 0.9 + 0.28 * max(1, len(rows)))
    for place, row in enumerate(reversed(rows)):
        low, high = row.share.interval
        solid = row.share.has_evidence(ENOUGH)
        axes.plot([low, high], [place, place], color=inks.accent, linewidth=2, alpha=1 if solid else 0.35)
        face = inks.accent if solid else "none"
        axes.plot([row.share.value or 0], [place], "o", color=inks.accent, markerfacecolor=face, markersize=6)
    names = [say(CATEGORIES.get(row.name, row.name)) for row in reversed(rows)]
    labels = [
        f"{n} · {row.language or '?'} (n={row.share.total})" for n, row in zip(names, reversed(rows), strict=True)
    ]
    axes.set_yticks(range(len(rows)), labels)
    axes.set_ylim(-0.6, max(1, len(rows)) - 0.4)
    _show_percent(axes)
    return _write(figure)


def plot_attainment(report: Report, inks: Inks, say: Translate) -> bytes:
    """Return bars of the share taken up and decided in time per severity, against the target."""
    figure, axes = _make(inks, 6, 2.4)
    names: Sequence[Severity] = [row.severity for row in report.attained]
    for shift, shares, shade, name in (
        (-0.17, [row.tto.value or 0 for row in report.attained], inks.pale, N_("taken up")),
        (0.17, [row.ttr.value or 0 for row in report.attained], inks.accent, N_("decided")),
    ):
        places = [place + shift for place in range(len(names))]
        axes.barh(places, shares, height=0.3, color=shade, label=say(name))
    axes.axvline(ATTAINMENT_TARGET, color=inks.shades["P2"], linewidth=1.2, linestyle=(0, (4, 3)))
    if names:
        _explain(axes, inks, 2)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(max(4, len(names)) - 0.5, -0.5)
    _show_percent(axes)
    return _write(figure)


PLOTS: dict[str, Draw] = {"volume": plot_volume, "precision": plot_precision, "attainment": plot_attainment}


def _make(inks: Inks, width: float, height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot()
    axes.tick_params(colors=inks.text, labelsize=9, length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(inks.text)
    axes.grid(axis="x" if height != 2.6 else "y", color=inks.text, alpha=0.18, linewidth=0.8)
    axes.set_axisbelow(True)
    return figure, axes


def _explain(axes: Axes, inks: Inks, columns: int) -> None:
    place = (0, 1.18)
    axes.legend(frameon=False, ncols=columns, labelcolor=inks.text, fontsize=9, loc="upper left", bbox_to_anchor=place)


def _show_percent(axes: Axes) -> None:
    axes.set_xlim(0, 1.02)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])


def _write(figure: Figure) -> bytes:
    FigureCanvasSVG(figure)
    out = io.BytesIO()
    figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    return out.getvalue()
