import time

import pytest

from modbot.forget.redact import list_lines, mask_words_of
from tests.waiting import best_of


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ('[quote="Bo, post:3, topic:7"]\nMy number is 0172\n[/quote]\nThanks!', "0172"),
        ('[quote="bo"]outer [quote="Cleo"]inner[/quote] secret[/quote] kept', "secret"),
        ("> I will never tell you my address again\nkept", "I will never tell you my address again"),
        ("As @Bo said, and BO meant", "Bo"),
        ('[quote="Bo"] never closed secret', "secret"),
    ],
)
def test_a_members_words_and_name_are_blotted_in_place(text: str, masked: str) -> None:
    result = mask_words_of(text, "Bo", list_lines("  I will never tell you my address again"))
    assert masked not in result
    assert len(result) == len(text)


def test_other_peoples_words_stay() -> None:
    text = 'About Bob and the [quote="Cleo"]bonus[/quote] and abo and Bo-ring'
    result = mask_words_of(text, "Bo", ["this line was never copied anywhere"])
    assert result == text.replace("Bo-ring", "██-ring")


def test_short_lines_are_everybodys() -> None:
    assert list_lines("Thanks!\nThe trunk drops after ninety seconds.\n") == {"The trunk drops after ninety seconds."}


@pytest.mark.parametrize("piece", ['[quote="Bo"]', "[quote=", "[/quote]", "Bo ", "[quote"])
def test_a_hostile_megabyte_is_masked_in_linear_time(piece: str) -> None:
    def measure(characters: int) -> float:
        text = piece * (characters // len(piece))
        started = time.process_time()
        mask_words_of(text, "Bo")
        return time.process_time() - started

    once = best_of(2, lambda: measure(250_000))
    # A quadratic step would take sixteen times as long.
    assert measure(1_000_000) < 10 * max(once, 0.01)
