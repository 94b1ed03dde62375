"""The weekly dashboard and the monthly report: volume, ageing, timeliness, precision with what it rests on.

A percentage is shown only where enough was decided; elsewhere it says "not enough evidence". Unreviewed is not wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from modbot.records import Severity
from modbot.review.attainment import Share
from modbot.review.calendar import support_due
from modbot.review.desk import Desk
from modbot.store.reports import Alarms, Tally
from modbot.store.store import Transaction

ENOUGH = 20  # decisions, before a percentage is shown
_AGES = (1, 2, 5, 10)
CRITICISM = "vendor_complaint"
RECURRING = 3  # false alarms of one kind, before they are a problem of their own
CHANGES = ("change rule", "change config", "revert rule")
_MOST_CHANGES = 500


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
class Changed:
    """A rule, model or file of configuration that changed, or a rule whose work was taken back."""

    at: datetime
    actor: str
    verb: str
    subject: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that went wrong again and again for one reason (ZM-1.11); ``mended_at``: its rule changed since."""

    alarms: Alarms
    mended_at: datetime | None


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
    in_48_hours: Share
    changes: tuple[Changed, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def opened(self) -> int:
        """Cases opened in that time."""
        return sum(n for day in self.opened_by_day.values() for n in day.values())

    @property
    def last(self) -> date:
        """The last day of that time."""
        return self.end - timedelta(days=1)

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
        in_48_hours=_count_in_48_hours(desk, tx, begin, until),
        changes=tuple(_list_changes(tx, begin, until)),
        problems=tuple(_list_problems(tx, begin, until)),
    )


def _count_in_48_hours(desk: Desk, tx: Transaction, begin: datetime, until: datetime) -> Share:
    """Return how many of the cases decided in that time were within SP-10's 48 hours; pauses do not count."""
    handled = tx.reports.list_handled(begin, until)
    ends = (support_due(desk.calendar, case.opened_at, desk.manners.sla_mode) for case in handled)
    in_time = sum(end is None or case.decided_at - case.paused <= end for case, end in zip(handled, ends, strict=True))
    return Share(in_time, len(handled))


def _list_changes(tx: Transaction, begin: datetime, until: datetime) -> Iterable[Changed]:
    for entry in tx.audit.of_verbs(CHANGES, begin, until, _MOST_CHANGES):
        detail = entry.detail
        yield Changed(
            entry.at, entry.actor, entry.verb, entry.subject, detail.get("before", ""), detail.get("after", "")
        )


def _list_problems(tx: Transaction, begin: datetime, until: datetime) -> Iterable[Problem]:
    """Yield what was wrong again and again, each with the moment its rule was changed after the last time."""
    for alarms in tx.reports.recurring_alarms(begin, until, RECURRING):
        subject = f"rules/{alarms.source.removeprefix('rules/')}"
        later = [e.at for e in tx.audit.about(subject) if e.verb == "change rule" and e.at > alarms.last_at]
        yield Problem(alarms, min(later, default=None))


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
