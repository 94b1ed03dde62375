"""The doctor at the sandbox: healthy, and with each fault it should name together with its remedy."""

from dataclasses import replace
from typing import Any

import pytest

from modbot.clock import SystemClock
from modbot.forum.discourse import Access, Habits
from modbot.forum.doctor import Diagnosis, Doctor, Finding
from modbot.forum.era import expect_era, guess_era
from modbot.sandbox.flagging import Report, flag
from modbot.sandbox.nouns import ApiKey, Era, Traits
from modbot.sandbox.server import ACT_KEY, BOT, READ_KEY, start_sandbox
from modbot.sandbox.trouble import Fault
from tests.forum.visitors import ERAS, Visitors
from tests.sandbox.doors import BASE

VERSIONS: dict[Era, str] = {"A": "3.2.5", "B": "3.4.0", "C": "3.5.1", "D": "2026.2.0"}
ACCESS = Access(BASE, BOT, READ_KEY, ACT_KEY, "a long enough secret")


def examine(visitors: Visitors, access: Access = ACCESS, **habits: Any) -> Diagnosis:
    rules = Habits(**{"calls_per_minute": 30, **habits})
    return Doctor(access, rules, visitors.clock, visitors.session).examine()


def find(diagnosis: Diagnosis, name: str) -> Finding:
    return next(finding for finding in diagnosis.findings if finding.name == name)


@pytest.mark.parametrize("era", ERAS)
def test_a_healthy_forum_of_any_era_is_told_by_its_pages_and_nothing_is_written(era: Era) -> None:
    visitors = Visitors(Traits(era=era, version=VERSIONS[era]))
    visitors.say("first", tags=("pbx",))
    for number in range(120):
        visitors.say(f"post {number}", 1)
    diagnosis = examine(visitors)
    assert (diagnosis.version, diagnosis.era) == (VERSIONS[era], era)
    assert not [finding for finding in diagnosis.findings if finding.state == "failure"]
    assert all(call.startswith("GET") for call in visitors.door.calls)


def test_over_a_socket_the_clocks_are_compared_and_the_sandbox_names_itself() -> None:
    with start_sandbox() as sandbox:
        access = replace(ACCESS, url=sandbox.base_url)
        diagnosis = Doctor(access, Habits(), SystemClock()).examine()
        assert find(diagnosis, "clock").state == "ok"
        assert "sandbox" in find(diagnosis, "kind of forum").found

        class LateClock(SystemClock):
            """A machine ten minutes behind."""

            def now(self):  # type: ignore[no-untyped-def]
                return super().now().replace(year=2020)

        late = Doctor(access, Habits(), LateClock()).examine()
        assert (find(late, "clock").state, find(late, "clock").remedy != "") == ("warning", True)


def test_rights_that_are_missing_or_too_great_are_told_with_a_remedy() -> None:
    visitors = Visitors()
    bot = visitors.world.find_user(BOT)
    bot.moderator = False
    poor = examine(visitors)
    assert find(poor, "reader key's user").state == "failure"
    assert find(poor, "review queue").state == "failure"
    assert find(poor, "actor key").state == "failure"
    assert all(finding.remedy for finding in poor.findings if finding.state in {"failure", "warning"})
    bot.moderator, bot.admin = True, True
    assert find(examine(visitors), "reader key's user").state == "warning"


def test_a_wrong_key_a_foreign_key_and_none_are_told_apart() -> None:
    visitors = Visitors()
    assert find(examine(visitors, replace(ACCESS, reader_key="wrong")), "forum").state == "failure"
    visitors.world.keys["other"] = ApiKey(None)
    assert find(examine(visitors, replace(ACCESS, actor_key="")), "actor key").state == "note"
    system = examine(visitors, replace(ACCESS, username="system", reader_key="other", actor_key=""))
    assert find(system, "reader key's user").state == "failure"


@pytest.mark.parametrize(
    ("shape", "word"), [("502_html", "network"), ("301_blank", "redirects"), ("429_json", "again")]
)
def test_a_forum_that_does_not_answer_is_a_finding(shape: str, word: str) -> None:
    visitors = Visitors()
    visitors.sandbox.trouble.faults.append(Fault(shape, times=9, seconds=99))  # type: ignore[arg-type]
    diagnosis = examine(visitors)
    assert diagnosis.state == "failure"
    assert word in find(diagnosis, "forum").remedy


def test_trouble_with_one_question_leaves_the_others_answered() -> None:
    visitors = Visitors()
    visitors.sandbox.trouble.faults.append(Fault("502_html", "site.json", times=3))
    diagnosis = examine(visitors)
    assert find(diagnosis, "site").state == "unknown"
    assert find(diagnosis, "review queue").state == "ok"


def test_careless_settings_are_told() -> None:
    visitors = Visitors()
    diagnosis = examine(visitors, replace(ACCESS, webhook_secret="short"), calls_per_minute=120)
    assert {f.name for f in diagnosis.findings if f.state == "warning"} >= {
        "address",
        "calls a minute",
        "webhook secret",
    }


@pytest.mark.parametrize(("style", "word"), [("plain", "the old way"), ("prefixed", "anew")])
def test_the_way_actions_are_named_is_told(style: str, word: str) -> None:
    visitors = Visitors(Traits(action_ids=style))  # type: ignore[arg-type]
    flag(visitors.world, visitors.cleo, visitors.say("Buy cheap minutes"), Report(8))
    assert word in find(examine(visitors), "review queue").found


def test_an_old_or_unreadable_version_is_told() -> None:
    for version in ("2.8.1", "nonsense"):
        diagnosis = examine(Visitors(Traits(version=version)))
        assert find(diagnosis, "version").state == "warning"


def test_eras_are_known_by_version_where_a_page_leaves_it_open() -> None:
    assert [expect_era(v) for v in ("3.2.0", "3.3.1", "3.5.0", "2026.1.0-latest", "?")] == ["A", "B", "C", "D", ""]
    assert guess_era(100, [100, 99, 40], "3.2.0") == "B"
    assert guess_era(100, list(range(51, 101)), "3.4.0") == "B"
    assert guess_era(100, [99, 98], "3.2.0") == "C"
    assert guess_era(100, [], "3.2.0") == "A"
