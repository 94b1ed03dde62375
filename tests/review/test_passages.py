"""What an edit would take out of a post."""

from modbot.records import Signal, Span
from modbot.review.passages import find_cuts
from modbot.store.rows import SignalRow
from tests.fakes import FakeClock
from tests.review.scene import LETTERS, POLICY

SENTENCE = Span(0, 60, "confidential")
VALUE = Span(41, 56, "email")


def rows(*claims: tuple[str, str, Span]) -> list[SignalRow]:
    return [
        SignalRow(number, 1, "7", 1, Signal(category, category, label, (), 0.9, (span,)), FakeClock().now())
        for number, (category, label, span) in enumerate(claims, 1)
    ]


def test_a_sentence_that_says_too_much_is_taken_out() -> None:
    (cut,) = find_cuts(POLICY, LETTERS, rows(("confidential", "confidential.not_public", SENTENCE)), "en")
    assert (cut.start, cut.end) == (0, 60)


def test_the_sentence_stays_where_a_value_in_it_is_taken_out() -> None:
    told = ("confidential", "confidential.not_public", SENTENCE)
    (cut,) = find_cuts(POLICY, LETTERS, rows(told, ("personal_data", "personal_data.email", VALUE)), "en")
    assert (cut.start, cut.end) == (41, 56)
