"""When people work, and when a case is due: business hours, holidays, pauses, P1 to P4.

A business day is the region's opening hours of one working day, counted in real time, so "one business day" from
Monday 10:00 is Tuesday 10:00, and from Monday night it is Tuesday at closing time. P1 runs round the clock (ZM-3.5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import holidays

from modbot.errors import ModbotError
from modbot.records import Severity

Measure = Literal["hours", "business_hours", "business_days"]
SlaMode = Literal["business_days", "office_hours"]
_LONGEST_SEARCH_DAYS = 3660


@dataclass(frozen=True, slots=True)
class Region:
    """Where and when a team works: IANA zone, local opening hours, working weekdays (Monday 0), public holidays.

    ``holidays`` holds codes of the ``holidays`` package: a country ("DE") or country and subdivision ("DE-BE").
    ``zone`` may be a literal offset such as "Etc/GMT+6" where CST is meant without daylight saving (ZM-1.5).
    """

    name: str
    zone: str = "Europe/Berlin"
    opens: time = time(9)
    closes: time = time(18)
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    holidays: tuple[str, ...] = ()
    closed_on: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Duration:
    """A target as the terms state it: a number of hours, business hours or business days."""

    amount: float
    measure: Measure


@dataclass(frozen=True, slots=True)
class Targets:
    """Time to open (first claim) and time to resolve (decision) of one severity."""

    open: Duration
    resolve: Duration


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which the clock stands because the author is asked; an open one has no end."""

    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class DueTimes:
    """When a case must be opened and resolved. Both None while the clock is paused."""

    open_at: datetime | None
    resolve_at: datetime | None


TARGETS: dict[Severity, Targets] = {
    "P1": Targets(Duration(4, "hours"), Duration(24, "hours")),
    "P2": Targets(Duration(9, "business_hours"), Duration(2, "business_days")),
    "P3": Targets(Duration(1, "business_days"), Duration(5, "business_days")),
    "P4": Targets(Duration(1, "business_days"), Duration(10, "business_days")),
}


class Calendar:
    """The working time of one region. Times in and out are aware; results are UTC."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.zone = ZoneInfo(region.zone)
        self._holidays = [_read_holidays(code) for code in region.holidays]
        day = date(2000, 1, 3)
        self.day_length = datetime.combine(day, region.closes) - datetime.combine(day, region.opens)
        if self.day_length <= timedelta(0) or not region.weekdays:
            raise ValueError(f"region {region.name}: it must open before it closes, on at least one weekday")

    def is_business_day(self, day: date) -> bool:
        """Return whether the region works on that local date."""
        if day.weekday() not in self.region.weekdays or day in self.region.closed_on:
            return False
        return not any(day in calendar for calendar in self._holidays)

    def opening(self, day: date) -> tuple[datetime, datetime]:
        """Return the opening and closing moment of a local date, as UTC."""
        opens = datetime.combine(day, self.region.opens, self.zone).astimezone(UTC)
        return opens, datetime.combine(day, self.region.closes, self.zone).astimezone(UTC)

    def closing_after(self, moment: datetime) -> datetime:
        """Return the next closing moment at or after ``moment``: what "before 18:00" means today or next."""
        return next(end for _, end in self.openings(moment) if end > moment)

    def openings(self, start: datetime) -> Iterable[tuple[datetime, datetime]]:
        """Yield the business periods from ``start`` on, the first one possibly cut; UTC."""
        day = start.astimezone(self.zone).date()
        begin = start.astimezone(UTC)
        for offset in range(_LONGEST_SEARCH_DAYS):
            today = day + timedelta(days=offset)
            if self.is_business_day(today):
                opens, closes = self.opening(today)
                if closes > begin:
                    yield max(opens, begin), closes

    def add(self, start: datetime, duration: Duration, pauses: Sequence[Pause] = ()) -> datetime | None:
        """Return when ``duration`` has run since ``start``, the pauses left out; None while a pause is open."""
        if any(pause.end is None for pause in pauses):
            return None
        left = self._as_time(duration)
        periods: Iterable[tuple[datetime, datetime]]
        if duration.measure == "hours":
            periods = [(start.astimezone(UTC), datetime.max.replace(tzinfo=UTC))]
        else:
            periods = self.openings(start)
        for period in periods:
            for begin, end in _without_pauses(period, pauses):
                if end - begin >= left:
                    return begin + left
                left -= end - begin
        raise ValueError(f"region {self.region.name} has no working time within ten years")

    def business_time(self, start: datetime, end: datetime, pauses: Sequence[Pause] = ()) -> timedelta:
        """Return the working time between two moments, the pauses left out."""
        total = timedelta(0)
        for begin, close in self.openings(start):
            if begin >= end:
                break
            for piece_begin, piece_end in _without_pauses((begin, min(close, end)), pauses):
                total += piece_end - piece_begin
        return total

    def move(self, severity: Severity, due_at: datetime, paused_at: datetime, resumed_at: datetime) -> datetime:
        """Return a due time moved by a pause: as much of its clock is left after it as was left before."""
        if due_at <= paused_at:
            return due_at
        if TARGETS[severity].resolve.measure == "hours":
            return due_at + (resumed_at - paused_at)
        left = self.business_time(paused_at, due_at)
        moved = self.add(resumed_at, Duration(left / timedelta(hours=1), "business_hours"))
        return moved if moved is not None else due_at

    def _as_time(self, duration: Duration) -> timedelta:
        if duration.measure == "business_days":
            return self.day_length * duration.amount
        return timedelta(hours=duration.amount)


def due_times(
    calendar: Calendar,
    severity: Severity,
    opened_at: datetime,
    pauses: Sequence[Pause] = (),
    targets_by_severity: Mapping[Severity, Targets] = TARGETS,
) -> DueTimes:
    """Return when a case of this severity must be opened and resolved (clauses ZM-3.5-P1 to P4)."""
    targets = targets_by_severity[severity]
    return DueTimes(calendar.add(opened_at, targets.open, pauses), calendar.add(opened_at, targets.resolve, pauses))


def support_due(
    calendar: Calendar, opened_at: datetime, mode: SlaMode, pauses: Sequence[Pause] = ()
) -> datetime | None:
    """Return the end of SP-10's "48 hours" by the configured reading: two business days, or 48 office hours."""
    reading = Duration(2, "business_days") if mode == "business_days" else Duration(48, "business_hours")
    return calendar.add(opened_at, reading, pauses)


def cap_severity(severity: Severity, section: str, lab_sections: Iterable[str]) -> Severity:
    """Return the severity the clock uses: in a LAB section at most P4 (ZM-3.5-l)."""
    return "P4" if section in set(lab_sections) else severity


def _without_pauses(period: tuple[datetime, datetime], pauses: Sequence[Pause]) -> Iterable[tuple[datetime, datetime]]:
    begin, end = period
    for pause in sorted(pauses, key=lambda item: item.start):
        if pause.end is None or pause.end <= begin or pause.start >= end:
            continue
        if pause.start > begin:
            yield begin, pause.start.astimezone(UTC)
        begin = max(begin, pause.end.astimezone(UTC))
    if begin < end:
        yield begin, end


def _read_holidays(code: str) -> holidays.HolidayBase:
    country, _, subdivision = code.partition("-")
    try:
        return holidays.country_holidays(country, subdiv=subdivision or None)
    except NotImplementedError as error:
        raise ModbotError(
            f"no public holidays are known for “{code}” (review.region in modbot.yaml); write one like DE, DE-BY or US"
        ) from error
