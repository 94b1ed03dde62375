import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modbot.prepare.post import prepare_post
from modbot.prepare.views import PreparedPost
from modbot.records import Post, Span
from modbot.review.evidence import Mark, ShownPost, excerpt, mark_evidence, show_post
from tests.waiting import best_of

NOTHING: frozenset[str] = frozenset()


def prepare(raw: str, title: str = "") -> PreparedPost:
    return prepare_post(Post(1, raw, title=title, language="en"))


def words_of(shown: ShownPost) -> str:
    return "".join(piece.text for block in shown.blocks for piece in block.pieces)


def show(raw: str, *marks: Mark, uncovered: frozenset[str] = NOTHING, whole: bool = False) -> ShownPost:
    return show_post(prepare(raw), marks, uncovered, whole)  # type: ignore[arg-type]


def test_evidence_is_marked_where_it_stands() -> None:
    shown = show("call me at once, now", Mark(8, 15, "spam", "spam.link"))
    assert [(piece.text, piece.marks) for piece in shown.blocks[0].pieces] == [
        ("call me ", ()),
        ("at once", (1,)),
        (", now", ()),
    ]


def test_personal_data_is_masked_until_uncovered_and_keeps_its_length() -> None:
    mark = mark_evidence("personal_data", "personal_data.email", [Span(8, 23, "email")])[0]
    covered, open_ = show("write to eve@example.org today", mark), None
    assert "eve" not in words_of(covered)
    assert covered.masked
    assert len(words_of(covered)) == len("write to eve@example.org today")
    open_ = show("write to eve@example.org today", mark, uncovered=frozenset({"masked"}))
    assert "eve@example.org" in words_of(open_)
    assert not open_.masked


def test_a_sentence_that_says_too_much_is_shown_but_a_value_in_it_is_masked() -> None:
    raw = "not announced yet: the price rises, says eve@example.org"
    marks = [
        *mark_evidence("confidential", "confidential.not_public", [Span(0, len(raw), "confidential")]),
        *mark_evidence("personal_data", "personal_data.email", [Span(41, 56, "email")]),
    ]
    shown = words_of(show(raw, *marks))
    assert shown.startswith("not announced yet: the price rises, says ")
    assert "eve" not in shown


def test_a_slur_is_blurred_to_first_letter_and_length() -> None:
    mark = mark_evidence("abuse", "abuse.insult", [Span(8, 20, "insult")])[0]
    assert "b•••••• f•••" in words_of(show("you are blasted fool!", mark))
    assert "blasted fool" in words_of(show("you are blasted fool!", mark, uncovered=frozenset({"blurred"})))


def test_other_evidence_inside_a_masked_value_uncovers_nothing_of_it() -> None:
    email = mark_evidence("personal_data", "email", [Span(0, 15, "email")])
    others = [Mark(i, i + 1, "spam", "spam.link") for i in range(15)]
    text = words_of(show("eve@example.org", *email, *others))
    assert not set(text) & set("evxamplorg")


def test_characters_that_could_turn_the_text_around_are_named() -> None:
    pieces = show("safe \u202eexe.txt\u202c \ud800 \x00\x00").blocks[0].pieces
    assert [piece.text for piece in pieces if piece.kind == "control"] == ["U+202E", "U+202C", "U+D800", "U+0000 ×2"]
    assert not set("\u202e\u202c\ud800\x00") & set("".join(piece.text for piece in pieces))


def test_a_huge_post_is_shown_around_its_evidence_and_whole_on_request() -> None:
    raw = "word " * 200_000
    mark = Mark(500_000, 500_004, "spam", "spam.link")
    shown = show(raw, mark)
    assert shown.shortened
    assert len(words_of(shown)) < 20_000
    assert sum(len(p.text) for b in shown.blocks for p in b.pieces) + sum(b.left_out for b in shown.blocks) == len(raw)
    assert [piece.text for block in shown.blocks for piece in block.pieces if piece.marks] == [raw[500_000:500_004]]
    assert not show(raw, mark, whole=True).shortened


def test_thousands_of_marks_in_a_huge_post_take_no_time() -> None:
    def measure(count: int) -> float:
        marks = [Mark(i * 12, i * 12 + 11, "personal_data", "email", "masked") for i in range(count)]
        started = time.process_time()
        show("a@b.example " * count, *marks, whole=True)
        return time.process_time() - started

    once = best_of(3, lambda: measure(2_000))
    # A quadratic step would take a hundred times as long.
    assert best_of(2, lambda: measure(20_000)) < 40 * max(once, 0.01)


def test_an_excerpt_shows_words_not_markup() -> None:
    raw = '[quote="Cleo, post:3"]\nCheck the trunk.\n[/quote]\nYou are an oaf.\n```\nINVITE sip:100\n```\nNobody.'
    place = raw.index("oaf")
    assert excerpt(raw, [], width=200) == "Check the trunk. You are an oaf. INVITE sip:100 Nobody."
    cut = excerpt(raw, [Mark(place, place + 3, "abuse", "insult", "masked")])
    assert cut.startswith("…")
    assert "quote" not in cut


def test_an_excerpt_hides_what_is_hidden() -> None:
    line = excerpt("x " * 200 + "mail eve@example.org now", [Mark(405, 420, "personal_data", "email", "masked")])
    assert "eve" not in line
    assert "•••@•••••••.•••" in line
    assert line.startswith("…")
    sentence = Mark(0, 20, "confidential", "confidential")
    key = Mark(405, 420, "confidential", "password", "masked")
    assert "•••@" in excerpt("x " * 200 + "mail eve@example.org now", [sentence, key])


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=80), st.lists(st.tuples(st.integers(0, 90), st.integers(0, 30)), max_size=6), st.booleans())
def test_every_character_is_shown_once_hidden_or_named(text: str, places: list[tuple[int, int]], masked: bool) -> None:
    marks = [Mark(start, start + size, "x", "x", "masked" if masked else "") for start, size in places]
    shown = show(text, *marks)
    visible = "".join(p.text for b in shown.blocks for p in b.pieces if p.kind != "control")
    assert len(visible) <= len(text)
    covered = {i for mark in marks for i in range(mark.start, mark.end)} if masked else set()
    assert not any(text[i].isalnum() and visible[i] == text[i] for i in covered if len(visible) == len(text) > i)


@pytest.mark.parametrize("raw", ["", " ", "\n\n"])
def test_an_empty_post_is_no_trouble(raw: str) -> None:
    assert not show(raw).shortened


def test_signs_that_only_make_a_block_are_not_shown_and_evidence_in_them_is() -> None:
    raw = 'Hello\n\n[quote="Cleo, post:2, topic:40"]\nsaid\n[/quote]\n\n\n\nme\n\n```text\nlog\n```\n\nbye'
    shown = show(raw)
    assert ["".join(piece.text for piece in block.pieces) for block in shown.blocks] == [
        "Hello",
        "said",
        "me",
        "log",
        "bye",
    ]
    tag = raw.index("[/quote]")
    assert "[/quote]" in words_of(show(raw, Mark(tag, tag + 8, "spam", "spam.link")))


def test_hostile_blanks_and_tags_take_linear_time() -> None:
    for raw in (" " * 200_000 + "x", "\n" * 200_000 + "x", "x" + "[/quote]" * 20_000, "```\n" * 20_000):
        assert show(raw).blocks is not None
