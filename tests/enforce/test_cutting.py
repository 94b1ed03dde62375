import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modbot.enforce.cutting import Cut, cut_out, join_cuts, read_cuts, write_cuts

CUTS = st.lists(
    st.builds(lambda start, length: Cut(start, start + length, "[x]"), st.integers(0, 60), st.integers(1, 20))
)


def test_exactly_the_stretches_are_taken_out_and_replaced() -> None:
    raw = "Call me at +49 151 23456789 or mail bo@firm.example today."
    cuts = (Cut(11, 27, "[number]"), Cut(36, 51, "[e-mail]"))
    assert cut_out(raw, cuts) == "Call me at [number] or mail [e-mail] today."


@settings(max_examples=60)
@given(cuts=CUTS)
def test_joined_cuts_cover_what_the_single_ones_cover_and_never_overlap(cuts: list[Cut]) -> None:
    joined = join_cuts(cuts)
    covered = {place for cut in cuts for place in range(cut.start, cut.end)}
    assert {place for cut in joined for place in range(cut.start, cut.end)} == covered
    assert read_cuts(write_cuts(joined)) == joined
    kept = cut_out("ab" * 50, tuple(Cut(c.start, c.end, "") for c in joined))
    assert len(kept) == 100 - len(covered)


NONSENSE = ["", '{"a": 1}', "[[1,2]]", "[[5,2,'x']]", '[[5,2,"x"]]', '[[0,4,"x"],[3,6,"y"]]', '[["a",2,"x"]]', "7"]


@pytest.mark.parametrize("text", NONSENSE)
def test_what_is_no_list_of_cuts_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="taken out"):
        read_cuts(text)


def test_a_stretch_beyond_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="does not lie"):
        cut_out("short", (Cut(2, 9, ""),))
