from datetime import timedelta

import pytest

from modbot.records import LANGUAGES
from modbot.review.decide import Choice, decide
from modbot.review.partners import draft_note, list_accounts, note_sent
from modbot.review.undo import undo
from modbot.store.rows import FlagRow
from modbot.store.store import Store
from tests.builders import a_finding, a_flag, a_post
from tests.fakes import FakeClock
from tests.review.scene import EVE, a_desk


def confirm(store: Store, clock: FakeClock, number: int, partner: str, severity: str = "P2") -> FlagRow:
    flag = a_flag(store, a_post(number), a_finding(severity=severity), partner=partner)
    decide(a_desk(store, clock), {flag.id: flag.version}, Choice("violation"), EVE)
    return flag


def test_confirmed_severe_findings_are_gathered_by_organisation_and_nothing_else_is(store: Store) -> None:
    clock = FakeClock()
    desk = a_desk(store, clock)
    for number, (partner, severity) in enumerate(
        [("Acme", "P2"), ("Acme", "P1"), ("Beta", "P2"), ("Acme", "P3"), ("", "P1")], 1
    ):
        confirm(store, clock, number, partner, severity)
    cleared = a_flag(store, a_post(9), a_finding(severity="P1"), partner="Acme")
    decide(desk, {cleared.id: cleared.version}, Choice("no_violation"), EVE)
    taken_back = a_flag(store, a_post(10), a_finding(severity="P1"), partner="Acme")
    done = decide(desk, {taken_back.id: taken_back.version}, Choice("violation"), EVE)
    undo(desk, [done.decisions[0].id], EVE)
    with store.reading() as tx:
        accounts = list_accounts(desk, tx)
    assert [(account.organisation, len(account.findings)) for account in accounts] == [("Acme", 2), ("Beta", 1)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_note_names_cases_members_and_clauses_and_never_a_posts_words(store: Store, language: str) -> None:
    clock = FakeClock()
    desk = a_desk(store, clock)
    flag = confirm(store, clock, 1, "Acme")
    with store.reading() as tx:
        note = draft_note(desk, list_accounts(desk, tx)[0], language)
    assert note.language == language
    assert "Acme" in note.title
    assert f"- {flag.id} · 2026-03-09 · @Bo · FT-4.1b · https://forum.example/p/1" in note.text
    assert "idiot" not in note.text
    with store.reading() as tx:
        assert tx.actions.of_flag(flag.id)[0].kind == "hide"


def test_after_a_note_was_sent_by_a_person_the_next_one_speaks_of_what_came_after(store: Store) -> None:
    clock = FakeClock()
    desk = a_desk(store, clock)
    confirm(store, clock, 1, "Acme")
    clock.move(hours=1)
    note_sent(desk, "Acme", EVE)
    clock.move(hours=1)
    later = confirm(store, clock, 2, "Acme")
    with store.reading() as tx:
        (account,) = list_accounts(desk, tx)
        assert [row.flag_id for row in account.findings] == [later.id]
        assert account.noted_at == clock.now() - timedelta(hours=1)
        assert tx.audit.about("partner/Acme")[0].actor == "Eve"
