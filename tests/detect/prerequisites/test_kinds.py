"""Kinds of posts, told apart by the signs that stand in them."""

import pytest

from modbot.detect.prerequisites.phrases import Phrasebook
from modbot.detect.prerequisites.signs import list_signs
from tests.detect.prerequisites.scene import read

BOOK = Phrasebook(
    {"fault": ["fails"], "thanks": ["thanks"], "opening_reply": ["no"], "area.fax": ["fax"], "ask_help": ["ideas"]}
)


def signs(text: str, facts: frozenset[str] = frozenset(), is_addressed: bool = False) -> set[str]:
    return set(list_signs(BOOK.read(text), set(facts), is_addressed))


def test_a_concept_is_a_sign_with_its_place() -> None:
    assert {"fault", "fault first", "part"} <= signs("The fax fails. What now?")
    assert "fault last" in signs("Hello. The fax fails.")
    assert "fault often" in signs("It fails and fails.")


def test_a_yes_or_no_counts_only_where_it_opens_the_post() -> None:
    assert "opening_reply" in signs("No, it fails.")
    assert "opening_reply" not in signs("It fails, no?")


def test_thanks_under_a_long_post_sign_it_off() -> None:
    assert "signs off" in signs("The fax fails when somebody sends more than one page at once. Thanks, Ann")
    assert "thanks last" in signs("Fixed. Thanks!")


def test_two_signs_together_are_one_more() -> None:
    assert "fault + ask_help" in signs("The fax fails. Any ideas?")
    assert "fault + version" in signs("The fax fails.", frozenset({"version"}))


def test_who_quotes_or_names_somebody_answers() -> None:
    assert "addressed" in signs("It fails.", is_addressed=True)


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("en", "No, that setting is gone. You have to do it per user now.", "answer"),
        ("de", "Zur Info: Ich habe eine Anleitung für den Umzug auf V20 geschrieben.", "announcement"),
        ("fr", "Le rappel compose un mauvais numéro. Poste recréé. Merci, Anne", "problem"),
        ("it", "Sarebbe comodo poter copiare un gruppo.", "feature_request"),
        ("es", "¿Cómo puedo poner otra música de espera?", "question"),
        ("pt", "Nada funciona, socorro!", "problem"),
        ("ru", "Не открывается страница отчётов после обновления.", "problem"),
        ("el", "Δεν ακούγεται κανείς στις εξερχόμενες.", "problem"),
    ],
)
def test_the_kind_is_told_in_every_language(language: str, text: str, kind: str) -> None:
    assert read(text, language).kind == kind


@pytest.mark.parametrize("text", ["Ok", "", "+1", "Hi all", "Any news?", "\U0001f44d"])
def test_a_nod_reports_nothing(text: str) -> None:
    assert read(text).kind != "problem"
