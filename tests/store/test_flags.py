from dataclasses import fields
from datetime import timedelta

import pytest

from modbot.errors import ConflictError, NotFound
from modbot.records import Span
from modbot.store.flags import take_snapshot
from modbot.store.queue import QueueQuery
from modbot.store.rows import FlagRow
from modbot.store.store import Store
from modbot.store.tables import flags
from tests.builders import MONDAY, a_finding, a_flag, a_post, a_signal, facts_due, file_flag, store_post

SOON = MONDAY + timedelta(minutes=10)


def test_a_flag_row_has_the_columns_of_its_table() -> None:
    assert {field.name for field in fields(FlagRow)} == {column.name for column in flags.c}


def test_one_finding_filed_twice_is_one_flag(store: Store) -> None:
    with store.transaction() as tx:
        assert file_flag(tx).outcome == "opened"
        again = file_flag(tx)
        assert again.outcome == "known"
        assert again.flag.version == 0
        assert len(tx.signals.of_flag(again.flag.id)) == 1


def test_an_edit_adds_evidence_and_urgency_but_never_takes_any_away(store: Store) -> None:
    flag = a_flag(store)
    threat = a_signal(label="abuse.threat", clauses=("FT-4.1d",), score=0.95, spans=(Span(0, 4, "threat"),))
    edited = a_post(raw="I will find you.", version=2)
    with store.transaction() as tx:
        added = file_flag(tx, edited, a_finding(signals=(threat,), severity="P1"), facts_due(4))
        milder = file_flag(tx, edited, a_finding(signals=(a_signal(score=0.6),), severity="P4"), facts_due(90))
    assert (added.outcome, added.flag.id) == ("added", flag.id)
    assert added.flag.clauses == ("FT-4.1b", "FT-4.1d")
    assert (milder.flag.severity, milder.flag.score) == ("P1", 0.95)
    assert milder.flag.due_at == MONDAY + timedelta(hours=4)
    with store.reading() as tx:
        assert {row.post_row for row in tx.signals.of_flag(flag.id)} == {1, 2}
        assert tx.flags.load(flag.id).finding.severity == "P1"


def test_flags_of_one_post_are_one_card_led_by_the_most_urgent(store: Store) -> None:
    a_flag(store, None, a_finding("spam", severity="P3"))
    urgent = a_flag(store, None, a_finding(severity="P1"))
    with store.reading() as tx:
        assert [card.id for card in tx.flags.page(QueueQuery())] == [urgent.id]
        assert tx.flags.count_open() == {"live/P1/abuse": 1}
        assert len(tx.flags.of_cases([urgent.case_id])) == 2
    with store.transaction() as tx:
        tx.flags.decide(urgent.id, urgent.version, "violation", SOON)
    with store.reading() as tx:
        assert [card.category for card in tx.flags.page(QueueQuery())] == ["spam"]
        assert tx.flags.count_open() == {"live/P3/spam": 1}


def test_the_queue_is_filtered_ordered_and_turned_page_by_page(store: Store) -> None:
    for number, (severity, hours) in enumerate([("P3", 5), ("P2", 9), ("P1", 7), ("P2", 1)]):
        a_flag(store, a_post(id=number), a_finding(severity=severity), hours=hours)
    with store.reading() as tx:
        by_due = tx.flags.page(QueueQuery())
        assert [card.post_id for card in by_due] == ["3", "0", "2", "1"]
        assert [card.post_id for card in tx.flags.page(QueueQuery(after=by_due[1]))] == ["2", "1"]
        urgent = tx.flags.page(QueueQuery(order="urgent"))
        assert [card.post_id for card in urgent] == ["2", "3", "1", "0"]
        assert [card.post_id for card in tx.flags.page(QueueQuery(order="urgent", after=urgent[1]))] == ["1", "0"]
        assert [card.post_id for card in tx.flags.page(QueueQuery(severities=("P2",)))] == ["3", "1"]
        assert tx.flags.page(QueueQuery(due_before=MONDAY + timedelta(hours=1))) == []
        assert tx.flags.page(QueueQuery(categories=("spam",))) == []


def test_a_claim_holds_the_whole_case_until_it_lapses(store: Store) -> None:
    flag, other = a_flag(store), a_flag(store, None, a_finding("spam"))
    with store.transaction() as tx:
        mine = tx.flags.claim(flag.id, "Ada", MONDAY, SOON)
        assert (mine.claimed_by, mine.taken_at, mine.due_tto_met) == ("Ada", MONDAY, True)
        with pytest.raises(ConflictError):
            tx.flags.claim(other.id, "Cleo", MONDAY, SOON)
        assert tx.flags.page(QueueQuery(free_at=MONDAY, reader="Cleo")) == []
        assert len(tx.flags.page(QueueQuery(free_at=MONDAY, reader="Ada"))) == 1
        tx.flags.release(other.id, "Cleo")
        assert tx.flags.get(flag.id).claimed_by == "Ada"
        assert tx.flags.claim(other.id, "Cleo", SOON, SOON + timedelta(minutes=1)).claimed_by == "Cleo"


def test_the_second_of_two_deciders_is_told(store: Store) -> None:
    flag = a_flag(store)
    with store.transaction() as tx:
        tx.flags.decide(flag.id, flag.version, "violation", SOON)
    with store.transaction() as tx, pytest.raises(ConflictError):
        tx.flags.decide(flag.id, flag.version, "no_violation", SOON)


def test_a_decision_is_based_on_the_evidence_that_was_seen(store: Store) -> None:
    flag = a_flag(store)
    with store.transaction() as tx:
        file_flag(tx, a_post(raw="worse", version=2))
    with store.transaction() as tx, pytest.raises(ConflictError):
        tx.flags.decide(flag.id, flag.version, "no_violation", SOON)


def test_restore_gives_back_what_a_decision_took(store: Store) -> None:
    flag = a_flag(store)
    before = take_snapshot(flag)
    with store.transaction() as tx:
        counts = tx.flags.count_open()
        decided = tx.flags.decide(flag.id, flag.version, "violation", SOON)
    with store.transaction() as tx:
        tx.flags.restore(flag.id, decided.version, before, SOON)
    with store.reading() as tx:
        after = tx.flags.get(flag.id)
        assert (take_snapshot(after), after.leads, tx.flags.count_open()) == (before, True, counts)


def test_restore_is_refused_when_a_newer_flag_is_open(store: Store) -> None:
    flag = a_flag(store)
    with store.transaction() as tx:
        decided = tx.flags.decide(flag.id, flag.version, "no_violation", SOON)
    a_flag(store, a_post(raw="much worse now", version=2))
    with store.transaction() as tx, pytest.raises(ConflictError):
        tx.flags.restore(flag.id, decided.version, take_snapshot(flag), SOON)


def test_a_paused_flag_waits_at_the_end_and_comes_back(store: Store) -> None:
    paused, _other = a_flag(store, hours=1), a_flag(store, a_post(id=2), hours=5)
    with store.transaction() as tx:
        row = tx.flags.pause(paused.id, paused.version, MONDAY)
        assert [card.post_id for card in tx.flags.page(QueueQuery())] == ["2", "812"]
        row = tx.flags.resume(paused.id, row.version, SOON, MONDAY + timedelta(hours=2))
        assert [card.post_id for card in tx.flags.page(QueueQuery())] == ["812", "2"]
    assert row.paused_seconds == 600


def test_escalate_keeps_the_flag_open_and_supplied_closes_it(store: Store) -> None:
    flag = a_flag(store)
    with store.transaction() as tx:
        row = tx.flags.escalate(flag.id, flag.version, "P1", SOON, MONDAY + timedelta(hours=3))
        assert (row.state, row.severity, row.verdict) == ("open", "P1", "escalate")
        row = tx.flags.close(flag.id, row.version, "supplied", SOON)
        assert (row.state, row.verdict) == ("supplied", "escalate")
        assert tx.flags.count_open() == {}


def test_cases_are_put_together_and_counted_as_one_card(store: Store) -> None:
    first = a_flag(store)
    a_flag(store, a_post(id=2), case_id=first.case_id)
    with store.reading() as tx:
        assert tx.flags.count_open() == {"live/P2/abuse": 1}
        assert len(tx.flags.page(QueueQuery())) == 1


def test_a_flag_that_is_not_there_is_said_so(store: Store) -> None:
    with store.reading() as tx, pytest.raises(NotFound):
        tx.flags.get(99)


def test_last_decided_is_the_newest_decision_about_post_and_category(store: Store) -> None:
    flag = a_flag(store)
    with store.transaction() as tx:
        assert tx.flags.last_decided("812", "abuse") is None
        tx.flags.decide(flag.id, flag.version, "no_violation", SOON)
        found = tx.flags.last_decided("812", "abuse")
        assert store_post(tx).content_key == flag.content_key
    assert found is not None
    assert found.verdict == "no_violation"
