import pytest

from modbot.enforce.cutting import cut_out, read_cuts
from modbot.enforce.demands import prepare_action
from modbot.errors import IncompleteAction, NotFound
from modbot.records import ActionKind, Author, Span
from modbot.review.card import Card, Look, build_card
from modbot.review.compose import Wording, compose, word_actions
from modbot.review.decide import Choice, decide
from modbot.review.desk import Desk
from modbot.store.rows import FlagRow
from modbot.store.store import Store
from tests.builders import a_finding, a_flag, a_post, a_signal
from tests.review.scene import EVE, a_desk

RAW = "Fragt Klaus Meier, +49 151 23456789 oder klaus@firma.example, der hilft gern."


def place_of(words: str) -> tuple[int, int]:
    return RAW.index(words), RAW.index(words) + len(words)


KINDS = {"PERSON": "Klaus Meier", "PHONE": "+49 151 23456789", "EMAIL": "klaus@firma.example"}
SPANS = tuple(Span(*place_of(words), kind) for kind, words in KINDS.items())


def an_exposing_flag(store: Store, **fields: object) -> FlagRow:
    signals = (a_signal("personal_data", spans=SPANS, clauses=("FT-4.2a",)),)
    return a_flag(store, a_post(raw=RAW, **fields), a_finding("personal_data", signals=signals), language="de")


def card_of(desk: Desk, flag: FlagRow) -> Card:
    with desk.store.reading() as tx:
        return build_card(desk, tx, flag.id, EVE, Look())


def test_a_card_comes_with_drafts_in_the_authors_language_and_shows_nobodys_data(store: Store) -> None:
    desk = a_desk(store, sections={7: "Ideen", 5: "Hilfe"})
    composed = compose(desk, card_of(desk, an_exposing_flag(store)), (), "en")
    assert composed.language == "de"
    assert composed.answer.startswith("Guten Tag @Bo,")
    assert "> FT-4.2a: " in composed.warning.text
    assert composed.warning.title == "Zu Ihrem Beitrag im Forum"
    assert composed.staff.language == "en"
    assert [put.put for put in composed.passages] == [
        "[Name entfernt]",
        "[Telefonnummer entfernt]",
        "[E-Mail-Adresse entfernt]",
    ]
    shown = "".join(part.before + part.shown + part.after for part in composed.passages)
    assert "Meier" not in shown
    assert "23456" not in shown
    assert composed.sections == ((5, "Hilfe"), (7, "Ideen"))


def test_a_card_tells_of_disguise_unless_it_is_about_secrets_alone(store: Store) -> None:
    post = a_post(raw="Free p1lls, the code is v1nd0w!")
    spam = a_flag(store, post, a_finding("spam", signals=(a_signal("spam"),)))
    secret = a_flag(store, a_post(id=2, raw=post.raw), a_finding("confidential", signals=(a_signal("confidential"),)))
    desk = a_desk(store)
    assert card_of(desk, spam).tricks == ("leetspeak",)
    assert card_of(desk, secret).tricks == ()


def test_what_lacks_is_drafted_before_anything_else(store: Store) -> None:
    desk = a_desk(store)
    assert compose(desk, card_of(desk, an_exposing_flag(store)), ("Which version?",), "en").answer == "Which version?"


def test_an_edit_takes_out_exactly_the_evidence_of_the_case(store: Store) -> None:
    desk, flag = a_desk(store), an_exposing_flag(store)
    done = decide(desk, {flag.id: flag.version}, Choice("violation", actions=("edit",)), EVE)
    with store.reading() as tx:
        ready = prepare_action(tx, done.actions[0])
    assert ready.details["raw"] == (
        "Fragt [Name entfernt], [Telefonnummer entfernt] oder [E-Mail-Adresse entfernt], der hilft gern."
    )
    assert ready.details["hide_revision"] == "true"
    assert "Meier" not in str(done.actions[0].details)


def test_a_person_may_take_out_less_or_other_words(store: Store) -> None:
    desk, flag = a_desk(store), an_exposing_flag(store)
    card = card_of(desk, flag)
    chosen = (place_of(KINDS["PHONE"]), place_of("hilft"))
    letters = word_actions(desk, card, Wording(stretches=chosen))
    cuts = read_cuts(letters["edit"]["cuts"])
    assert cut_out(RAW, cuts) == (
        "Fragt Klaus Meier, [Telefonnummer entfernt] oder klaus@firma.example, der [von der Moderation entfernt] gern."
    )
    decided = decide(desk, {flag.id: flag.version}, Choice("violation", actions=("edit",), letters=letters), EVE)
    assert read_cuts(decided.actions[0].details["cuts"]) == cuts


@pytest.mark.parametrize("stretches", [((-1, 4),), ((5, 5),), ((0, 10_000),)])
def test_places_outside_the_text_are_refused(store: Store, stretches: tuple[tuple[int, int], ...]) -> None:
    desk = a_desk(store)
    with pytest.raises(IncompleteAction, match="does not lie"):
        word_actions(desk, card_of(desk, an_exposing_flag(store)), Wording(stretches=stretches))


@pytest.mark.parametrize("kind", ["reply", "warn", "move", "tell_staff"])
def test_what_lacks_its_words_is_not_decided_and_nothing_is_kept(store: Store, kind: ActionKind) -> None:
    desk, flag = a_desk(store), a_flag(store)
    with pytest.raises(IncompleteAction):
        decide(desk, {flag.id: flag.version}, Choice("violation", actions=("hide", kind)), EVE)
    with store.reading() as tx:
        assert tx.flags.get(flag.id).state == "open"
        assert tx.actions.newest() == []


def test_evidence_in_a_title_cannot_be_edited_out(store: Store) -> None:
    signals = (a_signal("personal_data", spans=(Span(0, 5, "PERSON", field="title"),)),)
    flag = a_flag(store, None, a_finding("personal_data", signals=signals))
    with pytest.raises(IncompleteAction, match="nothing to take out"):
        decide(a_desk(store), {flag.id: flag.version}, Choice("violation", actions=("edit",)), EVE)


def test_a_post_is_moved_to_a_section_of_the_map_only(store: Store) -> None:
    desk, flag = a_desk(store, sections={5: "Support", 7: "Ideas"}), a_flag(store)
    with pytest.raises(NotFound, match="no section 9"):
        decide(desk, {flag.id: 0}, Choice("violation", actions=("move",), letters={"move": {"section_id": "9"}}), EVE)
    move = Choice("violation", actions=("move",), letters={"move": {"section_id": "7"}})
    done = decide(desk, {flag.id: flag.version}, move, EVE)
    assert (done.actions[0].details["section_id"], done.actions[0].details["from_section_id"]) == ("7", "5")


def test_of_a_wave_one_post_is_answered_and_the_author_warned_once(store: Store) -> None:
    desk = a_desk(store)
    first = a_flag(store, a_post(1))
    second = a_flag(store, a_post(2), case_id=first.case_id)
    letters: dict[ActionKind, dict[str, str]] = {"reply": {"raw": "Please stop."}, "warn": {"raw": "Please stop."}}
    seen = {flag.id: flag.version for flag in (first, second)}
    done = decide(desk, seen, Choice("violation", actions=("reply", "warn"), letters=letters, about="2"), EVE)
    assert [(action.kind, action.target) for action in done.actions] == [("reply", "post/2")]
    assert [(proposal.kind, proposal.details["raw"]) for proposal in done.proposals] == [("warn", "Please stop.")]


def test_broken_characters_and_nameless_authors_do_no_harm(store: Store) -> None:
    desk = a_desk(store)
    card = card_of(desk, an_exposing_flag(store, author=Author()))
    assert compose(desk, card, (), "xx").answer.startswith("Guten Tag,")
    words = word_actions(desk, card, Wording({"reply": ("t\ud800" * 300, "a\r\nb\ud800\x00")}))
    assert words["reply"]["raw"] == "a\nb\ufffd"
    assert len(words["reply"]["title"]) == 200
