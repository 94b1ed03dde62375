from datetime import timedelta
from pathlib import Path

from modbot.review.changes import name_files, note_changes
from modbot.review.decide import Choice, decide
from modbot.review.reports import build_report
from modbot.store.store import Store
from tests.builders import MONDAY, a_finding, a_flag, a_post, a_signal
from tests.fakes import FakeClock
from tests.review.scene import EVE, a_desk

BAD = "rules/spam/bad"


def test_the_first_look_remembers_and_later_ones_say_what_changed(store: Store) -> None:
    with store.transaction() as tx:
        assert note_changes(tx, "rules", {BAD: "aaa", "rules/x/old": "1"}, MONDAY) == 0
        assert note_changes(tx, "rules", {BAD: "aaa", "rules/x/old": "1"}, MONDAY) == 0
        assert note_changes(tx, "rules", {BAD: "bbb", "rules/x/new": "2"}, MONDAY) == 3
    with store.reading() as tx:
        entries = {e.subject: (e.detail["before"], e.detail["after"]) for e in tx.audit.newest(9)}
    assert entries == {
        "rules/spam/bad": ("aaa", "bbb"),
        "rules/x/new": ("none", "2"),
        "rules/x/old": ("1", "none"),
    }


def test_files_of_configuration_are_named_by_their_content(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.yaml").write_text("x")
    (tmp_path / "policy.yaml").write_text("one")
    first = name_files(tmp_path)
    (tmp_path / "policy.yaml").write_text("two")
    assert list(first) == ["policy.yaml"]
    assert name_files(tmp_path) != first


def test_what_was_wrong_again_and_again_is_a_problem_until_its_rule_changes(store: Store) -> None:
    clock = FakeClock()
    desk = a_desk(store, clock)
    with store.transaction() as tx:
        note_changes(tx, "rules", {BAD: "aaa"}, MONDAY)
    for number in range(1, 4):
        flag = a_flag(store, a_post(number), a_finding("spam", signals=(a_signal("spam", source=BAD),)))
        decide(desk, {flag.id: flag.version}, Choice("no_violation"), EVE)
    with store.reading() as tx:
        (problem,) = build_report(desk, tx, 30).problems
    assert (problem.alarms.source, problem.alarms.number, problem.mended_at) == (BAD, 3, None)
    mended = clock.move(hours=2)
    with store.transaction() as tx:
        note_changes(tx, "rules", {BAD: "bbb"}, mended)
    with store.reading() as tx:
        report = build_report(desk, tx, 30)
    assert report.problems[0].mended_at == mended
    assert [(change.subject, change.before, change.after) for change in report.changes] == [(BAD, "aaa", "bbb")]
    clock.move(days=40)
    with store.reading() as tx:
        old = build_report(desk, tx, 30)
    assert (old.problems, old.changes) == ((), ())
    assert timedelta(days=30) == old.end - old.start
