"""How well golden reports are read for what they lack: floors a little below what was measured over all of them."""

from typing import Any

import pytest

from modbot.detect.prerequisites.require import list_missing
from modbot.prepare.post import prepare_post
from modbot.records import LANGUAGES, Post
from tests.detect.prerequisites.scene import the_product, the_reader
from tests.golden.sample import load_reports

Judged = list[tuple[dict[str, Any], set[str], set[str]]]


@pytest.fixture(scope="module")
def judged() -> Judged:
    """Return each report with the codes and the topics it is told."""
    product, read = the_product(), the_reader()
    found = []
    for row in load_reports():
        statement = read(prepare_post(Post(1, row["text"])))
        found.append(
            (row, set(list_missing(statement, product.requires, read.current)), set(statement.values("topic")))
        )
    return found


def rate(wanted_and_found: list[tuple[set[str], set[str]]]) -> float:
    """Return F1 over all of them together."""
    hits = sum(len(wanted & found) for wanted, found in wanted_and_found)
    faults = sum(len(wanted ^ found) for wanted, found in wanted_and_found)
    return 2 * hits / (2 * hits + faults)


def test_every_language_has_its_reports(judged: Judged) -> None:
    languages = [row["lang"] for row, _, _ in judged]
    assert {languages.count(language) for language in LANGUAGES} == {32}


def test_what_is_missing_is_named(judged: Judged) -> None:
    pairs = [
        (set(row["missing"]), codes - set(row["missing_optional"]) | codes & set(row["missing"]))
        for row, codes, _ in judged
    ]
    assert rate(pairs) >= 0.95


def test_most_problems_get_exactly_their_list(judged: Judged) -> None:
    exact = [
        set(row["missing"]) <= codes <= {*row["missing"], *row["missing_optional"]}
        for row, codes, _ in judged
        if row["post_type"] == "problem"
    ]
    assert sum(exact) / len(exact) >= 0.93


def test_what_support_leaves_out_is_recognised(judged: Judged) -> None:
    pairs = [
        ({"out"} if row["labels"]["out_of_scope"] else set(), {"out"} if topics else set())
        for row, _, topics in judged
        if "out_of_scope" not in row["optional_categories"]
    ]
    assert rate(pairs) >= 0.94


def test_who_lacks_nothing_is_left_alone(judged: Judged) -> None:
    clean = [
        not codes - set(row["missing_optional"]) and not topics
        for row, codes, topics in judged
        if not row["missing"] and not row["labels"]["out_of_scope"] and "out_of_scope" not in row["optional_categories"]
    ]
    assert sum(clean) / len(clean) >= 0.96
