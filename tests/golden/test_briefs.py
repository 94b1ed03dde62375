"""How well posts of a line or two are told apart: floors a little below what was measured over all of them.

plain/ holds faults that no word calls one ("the mailbox asks for a code I never set").
"""

from typing import Any

import pytest

from modbot.detect.prerequisites.require import list_missing
from modbot.prepare.post import prepare_post
from modbot.records import LANGUAGES, Post
from tests.detect.prerequisites.scene import the_product, the_reader
from tests.golden.sample import load_reports

Told = list[tuple[dict[str, Any], set[str]]]


def tell(folder: str) -> Told:
    """Return each post of a folder with the codes it is told."""
    product, read = the_product(), the_reader()
    return [
        (row, set(list_missing(read(prepare_post(Post(1, row["text"]))), product.requires, read.current)))
        for row in load_reports(folder)
    ]


@pytest.fixture(scope="module")
def told() -> Told:
    return tell("briefs")


@pytest.fixture(scope="module")
def told_plainly() -> Told:
    return tell("plain")


def test_every_language_has_its_briefs(told: Told) -> None:
    assert {row["lang"] for row, _ in told} == set(LANGUAGES)


def test_a_fault_in_few_words_is_asked_for_what_it_lacks(told: Told) -> None:
    lists = [
        set(row["missing"]) <= codes <= {*row["missing"], *row["missing_optional"]}
        for row, codes in told
        if row["post_type"] == "problem"
    ]
    assert sum(lists) / len(lists) >= 0.85


def test_answers_and_news_in_few_words_are_left_alone(told: Told) -> None:
    clean = [not codes for row, codes in told if row["post_type"] in {"reply", "discussion"}]
    assert sum(clean) / len(clean) >= 0.96


def test_most_faults_that_no_word_calls_one_are_noticed(told_plainly: Told) -> None:
    noticed = [bool(codes) for row, codes in told_plainly if row["post_type"] == "problem"]
    assert sum(noticed) / len(noticed) >= 0.85


def test_questions_back_and_news_are_left_alone(told_plainly: Told) -> None:
    clean = [not codes for row, codes in told_plainly if row["post_type"] != "problem"]
    assert sum(clean) / len(clean) >= 0.88
