"""The weekly dashboard and the monthly report: volume, ageing, timeliness, precision with what it rests on.

A percentage is shown only where enough was decided; elsewhere it says "not enough evidence". Unreviewed is not wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from modbot.records import Severity
from modbot.review.attainment import ATTAINMENT_TARGET, Share
from modbot.review.desk import Desk
from modbot.store.reports import Tally
from modbot.store.store import Transaction

ENOUGH = 20  # decisions, before a percentage is shown
_AGES = (1, 2, 5, 10)
CRITICISM = "vendor_complaint"


@dataclass(frozen=True, slots=True)
class Precision:
    """How often people agreed with one rule, model or category in one language."""

    name: str
    language: str
    share: Share


@dataclass(frozen=True, slots=True)
class Attained:
    """How many cases of a severity were taken up (TTO) and decided (TTR) in time."""

    severity: Severity
    tto: Share
    ttr: Share


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a dashboard shows about a half-open stretch of days."""

    start: date
    end: date
    opened_by_day: Mapping[date, Mapping[Severity, int]]
    waiting: int
    ageing: tuple[tuple[int, int], ...]
    attained: tuple[Attained, ...]
    categories: tuple[Precision, ...]
    sources: tuple[Precision, ...]
    false_alarms: tuple[Precision, ...]
    criticism: int
    partners: tuple[tuple[str, Severity, Tally], ...]
    sla_mode: str

    @property
    def opened(self) -> int:
        """Cases opened in that time."""
        return sum(n for day in self.opened_by_day.values() for n in day.values())

    @property
    def decided(self) -> int:
        """Decisions of that time that stand."""
        return sum(row.share.total for row in self.categories)


def build_report(desk: Desk, tx: Transaction, days: int) -> Report:
    """Return the report of the last so many days, today included."""
    now = desk.clock.now()
    end = now.date() + timedelta(days=1)
    start = end - timedelta(days=days)
    begin = datetime.combine(start, datetime.min.time(), now.tzinfo)
    until = begin + timedelta(days=days)
    sources = tuple(_precision(tx.reports.by_source(begin, until)))
    waiting = sum(n for name, n in tx.flags.count_open().items() if name.startswith("live/"))
    return Report(
        start=start,
        end=end,
        opened_by_day=_read_opened(tx, start, days),
        waiting=waiting,
        ageing=tuple((age, tx.reports.count_waiting_since(now - timedelta(days=age))) for age in _AGES),
        attained=tuple(
            Attained(severity, Share(t.opened_in_time, t.opened), Share(t.decided_in_time, t.decided))
            for severity, t in sorted(tx.reports.timing(begin, until).items())
        ),
        categories=tuple(_precision(tx.reports.by_category(begin, until))),
        sources=sources,
        false_alarms=tuple(sorted(sources, key=lambda row: row.share.hits - row.share.total)[:10]),
        criticism=tx.reports.count_criticism(CRITICISM, begin, until),
        partners=tuple((name, sev, tally) for (name, sev), tally in tx.reports.by_partner(begin, until).items()),  # type: ignore[misc]
        sla_mode=desk.manners.sla_mode,
    )


def write_report(report: Report) -> str:
    """Return the report as Markdown: the file that is kept or sent."""
    lines = [
        f"# Moderation from {report.start} to {report.end - timedelta(days=1)}",
        "",
        f"Opened: {report.opened}. Decided: {report.decided}. Waiting now: {report.waiting}.",
        f"Criticism of the vendor (FT-1b), counted apart: {report.criticism}.",
        f"The 48 hours of SP-10 are read as: {report.sla_mode.replace('_', ' ')}.",
        "",
        f"## In time (target {ATTAINMENT_TARGET:.0%})",
        "",
        "| severity | taken up in time | decided in time |",
        "| --- | --- | --- |",
        *(f"| {row.severity} | {describe_share(row.tto)} | {describe_share(row.ttr)} |" for row in report.attained),
        "",
        "## Waiting longer than",
        "",
        *(f"- {age} days: {number}" for age, number in report.ageing),
        "",
        *_write_table("Precision by category and language", report.categories),
        *_write_table("Precision by rule or model", report.sources),
        *_write_table("Most false alarms", [row for row in report.false_alarms if row.share.total > row.share.hits]),
    ]
    return "\n".join(lines) + "\n"


def describe_share(share: Share) -> str:
    """Return a share with its interval and n; no percentage where too little was counted."""
    if not share.has_evidence(ENOUGH):
        return f"not enough evidence ({share.hits} of {share.total})"
    low, high = share.interval
    return f"{share.value:.0%} ({low:.0%} to {high:.0%}, n = {share.total})"


def _write_table(title: str, rows: Iterable[Precision]) -> list[str]:
    body = [f"| {row.name} | {row.language} | {describe_share(row.share)} |" for row in rows]
    return [f"## {title}", "", "| | language | agreed |", "| --- | --- | --- |", *body, ""]


def _precision(tallies: Mapping[tuple[str, str], Tally]) -> Iterable[Precision]:
    for (name, language), tally in tallies.items():
        yield Precision(name, language, Share(tally.violations, tally.violations + tally.no_violations))


def _read_opened(tx: Transaction, start: date, days: int) -> dict[date, dict[Severity, int]]:
    names = tx.counters.read("flags/opened/", since=start)
    found: dict[date, dict[Severity, int]] = {start + timedelta(days=n): {} for n in range(days)}
    for name in names:
        severity: Severity = name.split("/")[2]  # type: ignore[assignment]
        for day, number in tx.counters.read_days(name, start).items():
            if day in found:
                found[day][severity] = found[day].get(severity, 0) + number
    return found
