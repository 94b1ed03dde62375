from datetime import timedelta

import pytest

from modbot.errors import ConflictError, NotAllowed, NotFound
from modbot.review.card import Look, build_card
from modbot.review.decide import Choice, decide, offer_actions
from modbot.review.queue import claim
from modbot.store.actions import NewAction
from modbot.store.store import Store
from tests.builders import CLEO, MONDAY, a_finding, a_flag, a_post, a_signal
from tests.fakes import FakeClock
from tests.review.scene import ADA, EVE, FINN, RUTH, a_desk


def test_a_violation_closes_the_flag_plans_what_the_policy_offers_and_is_in_the_audit(store: Store) -> None:
    flag = a_flag(store)
    done = decide(a_desk(store), {flag.id: flag.version}, Choice("violation"), EVE)
    with store.reading() as tx:
        after = tx.flags.get(flag.id)
        assert (after.state, after.verdict, after.due_met) == ("decided", "violation", True)
        assert [(a.kind, a.target, a.state) for a in tx.actions.of_flag(flag.id)] == [("hide", "post/812", "pending")]
        entry = tx.audit.about(f"flag/{flag.id}")[0]
        assert (entry.actor, entry.verb, entry.detail["decision"]) == ("Eve", "decide", str(done.decisions[0].id))
        assert tx.audit.verify().whole


def test_of_two_at_once_the_second_is_told_who_was_first_and_nothing_of_theirs_is_kept(store: Store) -> None:
    flag, other = a_flag(store), a_flag(store, a_post(900))
    desk = a_desk(store)
    decide(desk, {flag.id: flag.version}, Choice("no_violation"), EVE)
    with pytest.raises(ConflictError, match="Eve decided this case first: no violation"):
        decide(desk, {other.id: other.version, flag.id: flag.version}, Choice("violation"), FINN)
    with store.reading() as tx:
        assert tx.flags.get(other.id).state == "open"
        assert tx.actions.newest() == []
        assert [d.moderator for d in tx.decisions.of_flag(flag.id)] == ["Eve"]


def test_what_changed_since_it_was_seen_is_not_decided(store: Store) -> None:
    flag = a_flag(store)
    a_flag(store, finding=a_finding(signals=(a_signal(source="models/abuse", score=0.99),)))
    with pytest.raises(ConflictError, match="changed since you opened it"):
        decide(a_desk(store), {flag.id: flag.version}, Choice("violation"), EVE)


def test_a_case_somebody_holds_is_theirs_until_their_claim_lapses(store: Store) -> None:
    flag, clock = a_flag(store), FakeClock()
    desk = a_desk(store, clock)
    claim(desk, flag.id, EVE)
    with pytest.raises(ConflictError, match="Eve is on this case"):
        decide(desk, {flag.id: flag.version}, Choice("violation"), FINN)
    clock.move(minutes=16)
    decide(desk, {flag.id: flag.version}, Choice("violation"), FINN)


def test_not_sure_keeps_the_flag_open_one_step_more_urgent_and_never_due_later(store: Store) -> None:
    flag = a_flag(store, finding=a_finding(severity="P2"))
    decide(a_desk(store), {flag.id: flag.version}, Choice("escalate", reason="is this a threat?"), EVE)
    with store.reading() as tx:
        after = tx.flags.get(flag.id)
    assert (after.state, after.severity, after.claimed_by) == ("open", "P1", None)
    assert after.due_at is not None
    assert flag.due_at is not None
    assert after.due_at <= min(flag.due_at, MONDAY + timedelta(hours=24))


def test_in_a_lab_section_even_a_passed_on_case_stays_p4(store: Store) -> None:
    flag = a_flag(store, a_post(section="Lab"), a_finding(severity="P4"))
    decide(a_desk(store, lab_sections=frozenset({"Lab"})), {flag.id: flag.version}, Choice("escalate"), EVE)
    with store.reading() as tx:
        assert tx.flags.get(flag.id).severity == "P4"


def test_consequences_for_an_account_wait_for_a_second_reviewer(store: Store) -> None:
    flag = a_flag(store)
    choice = Choice("violation", actions=("hide", "silence"), details={"days": "7"})
    done = decide(a_desk(store), {flag.id: flag.version}, choice, EVE)
    assert [action.kind for action in done.actions] == ["hide"]
    assert [(p.kind, p.target, p.details["days"]) for p in done.proposals] == [("silence", "author/Bo", "7")]


def test_flags_of_one_post_decided_together_hide_it_once(store: Store) -> None:
    flags = [a_flag(store), a_flag(store, None, a_finding("spam"))]
    done = decide(a_desk(store), {flag.id: flag.version for flag in flags}, Choice("violation"), EVE)
    assert len(done.decisions) == 2
    assert len(done.actions) == 1


def test_no_violation_gives_back_what_was_hidden_until_reviewed(store: Store) -> None:
    flag = a_flag(store)
    with store.transaction() as tx:
        held = tx.actions.add(flag, NewAction("hold", "hide", "post/812"), MONDAY)
        tx.actions.finish(held.id, "done", MONDAY)
    done = decide(a_desk(store), {flag.id: flag.version}, Choice("no_violation"), EVE)
    assert [(a.kind, a.undoes_id) for a in done.actions] == [("restore", held.id)]


def test_no_violation_stops_a_hiding_that_has_not_happened_yet(store: Store) -> None:
    flag = a_flag(store)
    with store.transaction() as tx:
        held = tx.actions.add(flag, NewAction("hold", "hide", "post/812"), MONDAY)
    decide(a_desk(store), {flag.id: flag.version}, Choice("no_violation"), EVE)
    with store.reading() as tx:
        assert [(a.id, a.state) for a in tx.actions.of_flag(flag.id)] == [(held.id, "cancelled")]


def test_a_hint_or_a_complaint_acts_on_nobody_by_one_key(store: Store) -> None:
    desk = a_desk(store)
    complaint = a_flag(store, a_post(1), a_finding("vendor_complaint", severity="P3"))
    hint = a_flag(store, a_post(2), a_finding("out_of_scope", severity="P4", status="hint"))
    spam = a_flag(store, a_post(3), a_finding("spam", severity="P3"))
    assert [offer_actions(desk, flag) for flag in (complaint, hint, spam)] == [(), (), ("hide",)]


def test_wrong_requests_are_refused(store: Store) -> None:
    flag, desk = a_flag(store), a_desk(store)
    with pytest.raises(NotAllowed):
        decide(desk, {flag.id: flag.version}, Choice("violation"), RUTH)
    with pytest.raises(NotFound):
        decide(desk, {999: 0}, Choice("violation"), ADA)
    with pytest.raises(NotFound, match="FT-99"):
        decide(desk, {flag.id: flag.version}, Choice("violation", clauses=("FT-99",)), ADA)
    with pytest.raises(ValueError, match="needs a flag"):
        decide(desk, {}, Choice("violation"), ADA)


def test_a_card_tells_a_real_quote_from_a_forged_one(store: Store) -> None:
    a_flag(store, a_post(2, "Check session timers on the trunk first.", author=CLEO, post_number=2))
    said = '[quote="Cleo, post:2, topic:77"]\n%s\n[/quote]\n\nYou are an idiot.'
    real = a_flag(store, a_post(3, said % "Check session timers on the trunk first.", post_number=3))
    forged = a_flag(store, a_post(4, said % "You are all incompetent fools, every one.", post_number=4))
    with store.reading() as tx:
        kinds = [
            next(
                b.attribution
                for b in build_card(a_desk(store), tx, f.id, EVE, Look()).shown.blocks
                if b.kind == "quote"
            )
            for f in (real, forged)
        ]
    assert kinds == ["quoted", "own"]
