"""Any text may come in: every place is right, nothing crashes, and more text takes only that much more time."""

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modbot.prepare.post import prepare_post
from modbot.prepare.views import PreparedPost, View
from modbot.records import Post, QuotablePost, Surroundings

BOB = QuotablePost("bob", "Well, you idiot. Did you restart the PBX service? " * 40, topic_id=9, post_number=2)
SCRAPS = (
    *(
        "[quote]",
        '[quote="bob, post:2, topic:9"]',
        "[/quote]",
        "you idiot",
        "> ",
        "```",
        "~~~\n",
        "`",
        "``",
        "\n",
        "\n\n",
    ),
    *("    ", "\t", "- ", "1. ", "[a](http://b.c)", "![x|1x2](upload://y.png)", "<b>", "</b>", "<!--", "-->", "<pre>"),
    *(
        "</pre>",
        "[code]",
        "[/code]",
        "https://a.example/b",
        "www.a.de",
        "a.com",
        "1d10t",
        "i d i o t",
        "looool",
        "ß",
        "é",
    ),
    *(
        "e\u0301",
        "\u200b",
        "id\u200biot",
        "уоu",
        "ό",
        "й",
        "😀",
        "🇩🇪",
        "🅸",
        "ﬁ",
        "\ud800",
        "\0",
        "\r\n",
        "\u2028",
        "…",
        "İ",
    ),
    *(
        "2026-01-02 10:00:01 INFO x",
        "SIP/2.0 200 OK",
        "a=b",
        "my customer says it is trash.",
        "-- ",
        "Regards",
        " ",
        "x",
    ),
)
texts = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(SCRAPS), max_size=25).map("".join))


def prepare(raw: str, title: str = "") -> PreparedPost:
    return prepare_post(Post(1, raw, title=title), Surroundings((BOB,)))


@given(texts)
@settings(max_examples=100, deadline=None)
def test_segments_cover_the_post_in_order(raw: str) -> None:
    place = 0
    for segment in prepare(raw).segments:
        assert segment.start == place
        assert segment.end > segment.start
        place = segment.end
    assert place == len(raw)


@given(texts)
@settings(max_examples=100, deadline=None)
def test_blanked_views_show_the_raw_text_or_nothing(raw: str) -> None:
    post = prepare(raw)
    for view in (post.raw, post.prose, post.exposure):
        assert view.origins is None
        assert len(view.text) == len(raw)
        assert all(
            shown == there or (shown == " " and there != "\n") for shown, there in zip(view.text, raw, strict=True)
        )


@given(texts)
@settings(max_examples=100, deadline=None)
def test_every_folded_character_knows_a_raw_place(raw: str) -> None:
    post = prepare(raw)
    for view in (post.plain, post.folded):
        for place in range(len(view.text)):
            start, end = view.raw_span(place, place + 1)
            assert 0 <= start <= end <= len(raw)
        if view.origins is not None:
            assert len(view.origins) == len(view.text) == len(view.ends or ())


@given(texts)
@settings(max_examples=100, deadline=None)
def test_plain_characters_fold_from_what_their_place_shows(raw: str) -> None:
    post = prepare(raw)
    for place, letter in enumerate(post.plain.text):
        start, end = post.plain.raw_span(place, place + 1)
        shown = post.prose.text[start:end]
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", shown).casefold())
        assert letter in folded or letter in shown


@given(texts)
@settings(max_examples=50, deadline=None)
def test_links_and_attachments_stand_where_they_say(raw: str) -> None:
    post = prepare(raw)
    for link in post.links:
        assert link.target in raw[link.start : link.end]
    for attachment in post.attachments:
        assert raw[attachment.start : attachment.end].endswith(")")


@given(st.text(alphabet="abcdefghäöüßéñçàαβγάέώабвйё ,.!", max_size=200))
@settings(max_examples=50, deadline=None)
def test_plain_is_what_unicode_says(raw: str) -> None:
    assert prepare(raw).plain.text == unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", raw).casefold())


def test_a_match_in_the_second_reading_points_to_the_same_place() -> None:
    raw = "what a 1oser, really"
    post = prepare(raw)
    at = post.folded.text.index("loser")
    start, end = post.folded.raw_span(at, at + 5)
    assert raw[start:end] == "1oser"


def test_a_span_that_runs_into_the_second_reading_is_not_turned_round() -> None:
    view = prepare("what a 1oser, really").folded
    start, end = view.raw_span(0, len(view.text))
    assert start <= end


def test_a_title_is_folded_like_the_text() -> None:
    post = prepare("Hello", title="ＹＯＵ 1d10t")
    assert post.title.text == "ＹＯＵ 1d10t"
    assert post.title_folded.text.startswith("you idiot")
    assert "leetspeak" in post.tricks


def test_an_empty_post_has_no_segments() -> None:
    post = prepare("")
    assert post.segments == ()
    assert post.folded == View("")


HOSTILE = {
    "nested quotes": lambda n: '[quote="bob, post:2"]x' * n + "[/quote]" * n,
    "open quotes": lambda n: "[quote]" * n,
    "forged quotes": lambda n: '[quote="bob, post:2, topic:9"]' + "zorble mindax qwerts. " * n,
    "backticks": lambda n: "` ``" * n + "`" * n,
    "brackets": lambda n: "[" * n + "[a](" * n + "![a](" * n,
    "parentheses": lambda n: "[a](b" + "(" * n,
    "links": lambda n: "https://a.example/x?y=1 [t](http://b.example) c.com " * n,
    "tags": lambda n: "<b>" * n + "<" * n + "<!--" * n + "<a href=" * n,
    "blockquotes": lambda n: "> you idiot\n" * n,
    "fences": lambda n: "```\nx y\n" * n,
    "fences in a quote": lambda n: "[quote]" + "```\n" * n,
    "indented lines": lambda n: "- a\n\n    b\n" * n,
    "logs": lambda n: "2026-01-02 10:00:01 INFO x\nhello there you\n" * n,
    "leetspeak": lambda n: "1d" * n + " 1d10t" * n + "a!" * n,
    "spaced letters": lambda n: "a " * n + "i d i o t. " * n,
    "repeats": lambda n: "looool " * n + "o" * n,
    "stacked marks": lambda n: "a\u0301\u0302\u0303" * n + "\u0301" * n,
    "look-alikes": lambda n: "уоu іdіоt " * n,
    "reports": lambda n: 'my customer said "' * n,
    "newlines": lambda n: "\n" * n + " " * n + "\t" * n,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_four_times_the_text_takes_about_four_times_as_long(name: str) -> None:
    def measure(n: int) -> float:
        raw = HOSTILE[name](n)
        began = time.process_time()
        prepare(raw)
        return time.process_time() - began

    prepare(HOSTILE[name](10))
    once = min(measure(1500) for _ in range(3))
    fourfold = min(measure(6000) for _ in range(2))
    # A quadratic step would take sixteen times as long.
    assert fourfold < 10 * max(once, 0.01)


def test_a_megabyte_is_read_to_its_end() -> None:
    raw = ('Hello [quote="bob, post:2, topic:9"]you idiot[/quote] `code` https://a.example/b 1d10t ß\n' * 12_000)[
        :1_000_000
    ]
    post = prepare(raw)
    assert post.segments[-1].end == len(raw)
    assert len(post.links) > 10_000
