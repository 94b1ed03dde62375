"""Masking: enough to recognise, never enough to use, places stay where they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modbot.prepare.mask import DOT, mask_briefly, mask_text, mask_value
from modbot.records import Span

KINDS = ["PHONE", "IBAN", "CREDIT_CARD", "LICENSE_KEY", "PERSON", "ADDRESS", "EMAIL", "IP_ADDRESS", "PASSWORD", "OTHER"]


@pytest.mark.parametrize(
    ("kind", "value", "masked"),
    [
        ("PHONE", "+44 7911 125468", "+44 •••• ••5468"),
        ("PHONE", "0121 496 0059", "•••• ••• 0059"),
        ("IBAN", "DE89 3704 0044 0532 0130 00", "DE89 •••• •••• •••• •••• 00"),
        ("CREDIT_CARD", "4539-1488-0343-6467", "••••-••••-••••-6467"),
        ("LICENSE_KEY", "7KX3-9QPL-2MND-8RTV", "7K••-••••-••••-••••"),
        ("PERSON", "Γιώργος Παπαδόπουλος", "Γ•••••• Π•••••••••••"),
        ("EMAIL", "anna.bell@gmail.com", "a•••.••••@•••••.com"),
        ("IP_ADDRESS", "93.184.216.34", "93.•••.•••.••"),
        ("PASSWORD", "Hg7!x", "•••••"),
        ("DATE_OF_BIRTH", "03.04.1971", "••.••.••••"),
    ],
)
def test_a_value_stays_recognisable_by_kind(kind: str, value: str, masked: str) -> None:
    assert mask_value(value, kind) == masked


def test_in_brief_a_value_does_not_tell_its_length() -> None:
    assert mask_briefly("DE89 3704 0044 0532 0130 00", "IBAN") == "DE89 •••• 00"
    assert mask_briefly("+44 7911 125468", "PHONE") == "+44 •••• 5468"
    assert mask_briefly("short", "PASSWORD") == mask_briefly("a much longer secret", "PASSWORD") == "••••"


def test_a_text_is_masked_at_its_spans_only() -> None:
    text = "call +44 7911 125468 or Ann"
    masked = mask_text(text, [Span(5, 20, "PHONE"), Span(24, 27, "PERSON"), Span(0, 4, "PERSON", field="title")])
    assert masked == "call +44 •••• ••5468 or A••"


@given(st.text(max_size=60), st.sampled_from(KINDS))
def test_masking_keeps_the_length_and_never_shows_half_of_a_long_value(value: str, kind: str) -> None:
    masked = mask_value(value, kind)
    assert len(masked) == len(value)
    assert mask_value(masked, kind).count(DOT) >= masked.count(DOT)
    if kind == "PASSWORD":
        assert set(masked) <= {DOT}
