from datetime import timedelta

import pytest

from modbot.errors import NotAllowed
from modbot.records import Verdict
from modbot.review.decide import Choice, decide
from modbot.review.revert import find_deeds, revert
from modbot.store.rows import FlagRow
from modbot.store.store import Store
from tests.builders import MONDAY, a_finding, a_flag, a_post, a_signal
from tests.review.scene import ADA, EVE, a_desk

BAD = "rules/spam/bad"


def found_by(store: Store, number: int, *sources: tuple[str, str]) -> FlagRow:
    signals = tuple(a_signal("spam", source=source, version=version) for source, version in sources)
    return a_flag(store, a_post(number), a_finding("spam", signals=signals))


def test_reverting_a_rule_finds_what_rests_on_it_alone(store: Store) -> None:
    desk = a_desk(store)
    alone = found_by(store, 1, (BAD, ""))
    both = found_by(store, 2, (BAD, ""), ("models/spam", ""))
    cleared, waits = found_by(store, 3, (BAD, "")), found_by(store, 4, (BAD, ""))
    verdicts: tuple[tuple[FlagRow, Verdict], ...] = (
        (alone, "violation"),
        (both, "violation"),
        (cleared, "no_violation"),
    )
    for flag, verdict in verdicts:
        decide(desk, {flag.id: flag.version}, Choice(verdict), EVE)
    with store.reading() as tx:
        deeds = find_deeds(tx, BAD, MONDAY)
        assert [deed.flag_id for deed in deeds.decisions] == [alone.id]
        assert [flag.id for flag in deeds.waiting] == [waits.id]
        later = find_deeds(tx, BAD, MONDAY + timedelta(days=1))
        assert (later.decisions, later.waiting) == ((), ())


def test_one_version_is_reverted_and_what_the_next_one_found_stays(store: Store) -> None:
    desk = a_desk(store)
    old, new = found_by(store, 1, (BAD, "aaa")), found_by(store, 2, (BAD, "bbb"))
    later = found_by(store, 3, (BAD, "aaa"))
    for flag in (old, new):
        decide(desk, {flag.id: flag.version}, Choice("violation"), EVE)
    with store.reading() as tx:
        assert [(version, n) for version, n, _, _ in tx.signals.versions_of(BAD)] in (
            [("aaa", 2), ("bbb", 1)],
            [("bbb", 1), ("aaa", 2)],
        )
        deeds = find_deeds(tx, BAD, MONDAY, "aaa")
    assert [deed.flag_id for deed in deeds.decisions] == [old.id]
    undone, closed = revert(desk, BAD, [deed.id for deed in deeds.decisions], [flag.id for flag in deeds.waiting], ADA)
    assert ([flag.id for flag in undone.flags], closed) == ([old.id], 2)
    with store.reading() as tx:
        assert [tx.flags.get(flag.id).state for flag in (old, new, later)] == ["expired", "decided", "expired"]
        assert [row.state for row in tx.actions.of_flag(old.id)] == ["cancelled"]
        assert tx.audit.newest(1)[0].verb == "revert rule"
        assert tx.audit.verify().whole


def test_without_the_waiting_cases_what_was_taken_back_waits_again(store: Store) -> None:
    desk, old = a_desk(store), found_by(store, 1, (BAD, "aaa"))
    done = decide(desk, {old.id: old.version}, Choice("violation"), EVE)
    revert(desk, BAD, [done.decisions[0].id], [], ADA)
    with store.reading() as tx:
        assert tx.flags.get(old.id).state == "open"


def test_the_same_claim_of_a_new_version_is_the_same_claim(store: Store) -> None:
    first = found_by(store, 1, (BAD, "aaa"))
    again = found_by(store, 1, (BAD, "bbb"))
    with store.reading() as tx:
        assert [row.signal.version for row in tx.signals.of_flag(first.id)] == ["aaa"]
    assert again.version == first.version


def test_thousands_of_claims_are_all_found_and_only_leads_may_revert(store: Store) -> None:
    rows = [found_by(store, number, (BAD, "aaa")) for number in range(1, 12)]
    with store.transaction() as tx:
        post = tx.flags.get(rows[0].id)
        noise = [a_signal("spam", source=BAD, version="aaa", score=0.9 - n / 10_000) for n in range(1200)]
        tx.signals.record(post.post_row, post.post_id, noise, MONDAY)
    with store.reading() as tx:
        assert len(find_deeds(tx, BAD, MONDAY, "aaa").waiting) == 11
    with pytest.raises(NotAllowed):
        revert(a_desk(store), BAD, [], [rows[0].id], EVE)
