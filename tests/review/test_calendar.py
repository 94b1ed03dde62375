from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from modbot.errors import ModbotError
from modbot.review.calendar import Calendar, Duration, Pause, Region, cap_severity, due_times, support_due

TABLE = yaml.safe_load((Path(__file__).parent / "calendar_cases.yaml").read_text())
BERLIN = Calendar(Region("berlin", holidays=("DE",)))


def read_region(name: str) -> Region:
    data = dict(TABLE["regions"][name])
    if "opens" in data:
        data |= {"opens": time.fromisoformat(data["opens"]), "closes": time.fromisoformat(data["closes"])}
    return Region(
        name,
        **data
        | {
            "weekdays": tuple(data.get("weekdays", range(5))),
            "holidays": tuple(data.get("holidays", ())),
            "closed_on": tuple(date.fromisoformat(day) for day in data.get("closed_on", ())),
        },
    )


CALENDARS = {name: Calendar(read_region(name)) for name in TABLE["regions"]}


def read_time(text: str) -> datetime | None:
    return None if text == "never" else datetime.fromisoformat(text)


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len(TABLE["cases"]) >= 60


@pytest.mark.parametrize("case", TABLE["cases"], ids=lambda case: f"{case['region']}-{case['clock']}-{case['why']}")
def test_the_clock_is_exact(case: dict[str, Any]) -> None:
    calendar = CALENDARS[case["region"]]
    opened = datetime.fromisoformat(case["opened"])
    pauses = [Pause(*(datetime.fromisoformat(moment) for moment in pause)) for pause in case.get("pauses", ())]
    if not case["clock"].startswith("P"):
        assert support_due(calendar, opened, case["clock"], pauses) == read_time(case["resolve"])
        return
    severity = cap_severity(case["clock"], case.get("section", ""), ["lab"])
    due = due_times(calendar, severity, opened, pauses)
    assert (due.open_at, due.resolve_at) == (read_time(case["open"]), read_time(case["resolve"]))


MOMENTS = st.integers(0, 2_600_000).map(lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))


@settings(max_examples=60, deadline=None)
@given(MOMENTS, st.integers(1, 60 * 90))
def test_the_working_time_until_the_due_moment_is_what_was_promised(opened: datetime, minutes: int) -> None:
    due = BERLIN.add(opened, Duration(minutes / 60, "business_hours"))
    assert due is not None
    assert abs(BERLIN.business_time(opened, due) - timedelta(minutes=minutes)) < timedelta(milliseconds=1)


@settings(max_examples=60, deadline=None)
@given(MOMENTS, st.integers(0, 5000), st.integers(1, 5000))
def test_a_pause_never_brings_the_due_time_forward(opened: datetime, begins: int, lasts: int) -> None:
    begin = opened + timedelta(minutes=begins)
    pause = Pause(begin, begin + timedelta(minutes=lasts))
    plain, paused = (due_times(BERLIN, "P3", opened, pauses).resolve_at for pauses in ((), (pause,)))
    assert plain is not None
    assert paused is not None
    assert paused >= plain


def test_before_18_00_means_the_next_closing_time() -> None:
    friday_evening = datetime.fromisoformat("2026-11-20T19:00+01:00")
    assert BERLIN.closing_after(friday_evening) == datetime.fromisoformat("2026-11-23T18:00+01:00")


@pytest.mark.parametrize("region", [Region("never", opens=time(18), closes=time(9)), Region("idle", weekdays=())])
def test_a_region_that_never_opens_is_refused(region: Region) -> None:
    with pytest.raises(ValueError, match=region.name):
        Calendar(region)


def test_unknown_holidays_are_named() -> None:
    with pytest.raises(ModbotError, match="XX"):
        Calendar(Region("nowhere", holidays=("XX",)))
