"""Markup is cut where Discourse cuts it; markdown-it is the oracle for what both agree on."""

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from modbot.prepare.markup import cut_markup, read_head

WORDS = ("call", "drops", "the phone", "rings", "SIP trunk", "restart it")
LINES = st.sampled_from(WORDS)
BLOCKS = st.one_of(
    LINES,
    st.tuples(LINES, LINES).map("\n".join),
    st.tuples(
        st.sampled_from(("```", "````", "~~~", "~~~~~")),
        st.lists(st.sampled_from((*WORDS, "``", "~~", "", "    x", "> y")), max_size=4),
    ).map(lambda made: "\n".join((made[0], *made[1], made[0]))),
    st.lists(LINES, min_size=1, max_size=3).map(lambda lines: "\n".join(f"    {line}" for line in lines)),
    st.lists(LINES, min_size=1, max_size=3).map(lambda lines: "\n".join(f"> {line}" for line in lines)),
    st.tuples(LINES, st.sampled_from(("`", "``", "```")), LINES, LINES).map(
        lambda made: f"{made[0]} {made[1]}{made[2]}{made[1]} {made[3]}"
    ),
    st.tuples(LINES, st.sampled_from(("`", "``")), LINES).map(lambda made: f"{made[0]} {made[1]}{made[2]}"),
    st.tuples(LINES, st.sampled_from(("- ", "1. ", "* ")), LINES).map(
        lambda made: f"{made[1]}{made[0]}\n{made[1]}{made[2]}"
    ),
)


def read_oracle(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"code": [], "inline_code": [], "blockquote": []}
    depth = 0
    for token in MarkdownIt("commonmark", {"html": False}).parse(text):
        depth += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        if token.type in {"fence", "code_block"}:
            found["code"] += token.content.split()
        for child in token.children or ():
            if depth:
                found["blockquote"] += child.content.split()
            elif child.type == "code_inline":
                found["inline_code"] += child.content.split()
    return found


@given(st.lists(BLOCKS, max_size=6).map("\n\n".join))
@settings(max_examples=100, deadline=None)
def test_code_and_blockquotes_are_those_of_markdown(text: str) -> None:
    ours: dict[str, list[str]] = {"code": [], "inline_code": [], "blockquote": []}
    for piece in cut_markup(text):
        if piece.kind in ours:
            ours[piece.kind] += text[piece.start : piece.end].split()
    assert ours == read_oracle(text)


@given(st.text(alphabet="`~> \n[]/quotecd<pre>ab\t-", max_size=80))
@settings(max_examples=100, deadline=None)
def test_pieces_cover_the_text_in_order(text: str) -> None:
    assert "".join(text[piece.start : piece.end] for piece in cut_markup(text)) == text


def test_the_head_of_a_quote_names_member_post_and_topic() -> None:
    head = read_head('[quote="bob, post:2, topic:9, full:true"]')
    assert (head.username, head.post_number, head.topic_id) == ("bob", 2, 9)
    assert read_head('[quote="Bob Smith, post:2, topic:9, username:bob"]').username == "bob"
    assert read_head("[quote=“bob, post:2”]").username == "bob"
    assert read_head("[quote]").username == ""


def test_a_quote_in_a_quote_belongs_to_the_inner_head() -> None:
    text = '[quote="al, post:1"]a\n[quote="bo, post:2"]b[/quote]\nc[/quote]d'
    told = [
        (text[piece.start : piece.end].strip(), piece.quote.username if piece.quote else "")
        for piece in cut_markup(text)
        if piece.kind == "prose"
    ]
    assert told == [("a", "al"), ("b", "bo"), ("c", "al"), ("d", "")]


def test_a_quote_tag_in_code_is_code() -> None:
    text = "```\n[quote]\n```\nand `[quote]` too"
    assert all(piece.quote is None for piece in cut_markup(text))


def test_an_open_fence_in_a_quote_ends_with_the_quote() -> None:
    text = "[quote]\n```\ncode\n[/quote]\nmine"
    assert [text[p.start : p.end].strip() for p in cut_markup(text) if p.kind == "prose" and p.quote is None] == [
        "mine"
    ]


def test_a_line_after_a_blockquote_is_the_authors_own() -> None:
    text = "> theirs\nmine"
    assert [text[p.start : p.end] for p in cut_markup(text) if p.kind == "blockquote"] == ["theirs"]
