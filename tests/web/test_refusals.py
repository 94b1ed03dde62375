"""What other rooms refuse is said in the reader's language, with the names in it."""

import ast
from pathlib import Path

import pytest

from modbot.errors import ConflictError, IncompleteAction, NotFound
from modbot.web.languages import LOCALE, load_translations
from modbot.web.refusals import REFUSALS, tell_error

HOUSE = LOCALE.parent.parent
ERRORS = {"NotAllowed", "ConflictError", "NotFound", "IncompleteAction"}
NOT_SAID_AT_THE_DESK = {"no such breaker has tripped"}


def raised_sentences(folder: str) -> set[str]:
    """The first words of every error of ours that a room makes, as far as they are written there."""
    found = set()
    for path in (HOUSE / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS and node.args:
                first = node.args[0]
                assert not isinstance(first, ast.JoinedStr), f"{path}: give facts apart, to be translated"
                if isinstance(first, ast.Constant):
                    found.add(first.value)
    return found


@pytest.mark.parametrize("room", ["review", "enforce", "store", "web"])
def test_every_refusal_of_a_room_is_marked_for_translation(room: str) -> None:
    assert raised_sentences(room) - set(REFUSALS) - NOT_SAID_AT_THE_DESK == set()


def test_a_conflict_names_who_was_first_in_german_and_italian() -> None:
    words = load_translations()
    error = ConflictError("%(name)s decided this case first: %(verdict)s", name="Eve", verdict="no violation")
    assert str(error) == "Eve decided this case first: no violation"
    assert tell_error(error, words["de"].gettext) == "Eve hat diesen Fall zuerst entschieden: Kein Verstoß"
    assert tell_error(error, words["it"].gettext) == "Eve ha deciso per primo questo caso: Nessuna violazione"


def test_signs_of_a_name_are_no_placeholders() -> None:
    words = load_translations()["de"].gettext
    assert "100%(x)s" in tell_error(NotFound("there is no action “%(name)s”", name="100%(x)s"), words)
    assert tell_error(IncompleteAction("100 % unknown"), words) == "100 % unknown"
    assert tell_error(ValueError("name one or more of the roles"), words) == "nennen Sie eine oder mehrere Rollen"


def test_the_catalogs_lie_where_they_are_read() -> None:
    assert {path.stem for path in Path(LOCALE).glob("*.po")} == {"de", "it"}
