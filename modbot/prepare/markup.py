"""Cuts Discourse Markdown into pieces: prose, code, blockquotes and ``[quote]`` blocks, in one pass from left to right.

Works on places in the raw text and never looks at the same stretch twice, so a hostile post costs no more per
character than a friendly one. Where Discourse renders a broken construct as plain text, so does this; where it would
hide more than a reader expects (a lazy line after ``>``, an unclosed quote), the text stays the author's own words.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

PieceKind = Literal["prose", "code", "inline_code", "blockquote", "tag"]


@dataclass(frozen=True, slots=True)
class Quote:
    """The head of a quote: whom and which post it names (empty and None when it does not), and what it stands in."""

    username: str = ""
    post_number: int | None = None
    topic_id: int | None = None
    parent: Quote | None = None
    closed: bool = True


class Piece(NamedTuple):
    """A stretch of one kind; ``quote`` is the innermost quote around it. ``tag`` is markup that readers do not see."""

    start: int
    end: int
    kind: PieceKind
    quote: Quote | None = None


_LINE_TOKEN = r"""
    (?P<fence_line>[ ]{0,3}(?P<fence>`{3,}|~{3,})[^\n]*)
  | (?P<blockquote>[ ]{0,3}>[ ]?)
  | (?P<indent>(?:[ ]{4}|[ ]{0,3}\t)[ \t]*+(?=\S))
  | (?P<item>[ ]{0,3}(?:[-*+]|\d{1,9}[.)])[ \t]++(?=\S))
"""
_FIRST_LINE = re.compile(_LINE_TOKEN, re.VERBOSE)
# Where a token may begin. Every alternative opens with a literal, so the engine jumps from one to the next.
_MAYBE = re.compile(r"\n[ ]{0,3}[`~>\-*+\d \t]|`|\[/?[qQcC]|</?[bBpPcC]")
_TOKEN = re.compile(
    rf"""
    \n(?:{_LINE_TOKEN})
  | (?P<open>\[(?i:quote)(?:=(?:"[^"\n]{{0,300}}"|[^\]\n"]{{0,300}}))?\]|<(?i:blockquote)(?:\s[^<>]{{0,200}})?>)
  | (?P<close>\[/(?i:quote)\]|</(?i:blockquote)>)
  | (?P<block>\[(?i:code)(?:=[^\]\n]{{0,40}})?\]|<(?i:pre|code)(?:\s[^<>]{{0,200}})?>)
  | (?P<ticks>`+)
    """,
    re.VERBOSE,
)
_CLOSERS = {"[": re.compile(r"\[/code\]", re.I), "<p": re.compile(r"</pre>", re.I), "<c": re.compile(r"</code>", re.I)}
_FENCE_END = {
    "`": re.compile(r"^[ ]{0,3}(`{3,})[ \t]*$", re.MULTILINE),
    "~": re.compile(r"^[ ]{0,3}(~{3,})[ \t]*$", re.MULTILINE),
}
_QUOTE_END = re.compile(r"\[/quote\]|</blockquote>", re.IGNORECASE)
_INDENTED_LINES = re.compile(r"(?:(?:[ ]{4}|[ ]{0,3}\t)[^\n]*(?:\n|\Z)|[ \t]*\n)+")
_LIST_END = re.compile(r"^[ \t]*\n[ ]?(?=[^\s\-*+\d])", re.MULTILINE)
_BREAK = re.compile(r"^(?:[ \t]*$|[ ]{0,3}(?:>|~~~|```[^`\n]*$))", re.MULTILINE)
_TICKS = re.compile(r"`+")
_HEAD_FIELD = re.compile(r"\b(post|topic|username):\s*([^,\"]+)")


def cut_markup(text: str) -> tuple[Piece, ...]:
    """Return the pieces of ``text``: in reading order, covering it without gap or overlap.

    ``tag`` pieces are quote heads and ends, fence lines and code marks. Linear in the length of the text.
    """
    if not any(mark in text for mark in ("`", "~~~", ">", "[", "\t", "    ")):
        return (Piece(0, len(text), "prose"),) if text else ()
    return tuple(_Cutter(text).cut())


def read_head(tag: str, parent: Quote | None = None) -> Quote:
    """Return whom and what an opening quote tag names; ``[quote]`` and ``<blockquote>`` name nobody."""
    _, _, value = tag.rstrip("]").partition("=")
    if not value or tag[0] == "<":
        return Quote(parent=parent)
    value = value.strip(' "“”„')
    fields = {name: shown.strip() for name, shown in _HEAD_FIELD.findall(value)}
    username = fields.get("username") or value.partition(",")[0].strip()
    return Quote(username, _read_number(fields.get("post")), _read_number(fields.get("topic")), parent)


def _read_number(shown: str | None) -> int | None:
    return int(shown) if shown and shown.isascii() and shown.isdigit() and len(shown) < 16 else None


class _Cutter:
    """One pass over one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pieces: list[Piece] = []
        self.done = 0  # everything before this place is in ``pieces``
        self.quote: Quote | None = None
        self.depth: list[tuple[Quote | None, int]] = []  # the quotes around, and where in ``pieces`` each begins
        self.list_since = -1  # where the last list item began; -1: none, or its list has ended
        self.list_seen = 0
        self.never_closed: set[str] = set()
        self.tick_places: dict[int, list[int]] | None = None
        self.breaks: list[int] = []
        self.quote_end = -1  # the next end of a quote, once looked for

    def cut(self) -> Iterator[Piece]:
        """Return the pieces."""
        first = _FIRST_LINE.match(self.text)
        position = self._take(first) if first else 0
        while maybe := _MAYBE.search(self.text, position):
            token = _TOKEN.match(self.text, maybe.start())
            position = max(self._take(token) if token else 0, maybe.start() + 1)
        self._emit(len(self.text), "prose")
        while self.depth:
            self._mark_unclosed(self.depth.pop()[1])
        return (piece for piece in self.pieces if piece.end > piece.start)

    def _emit(self, end: int, kind: PieceKind) -> None:
        if end > self.done:
            self.pieces.append(Piece(self.done, end, kind, self.quote))
            self.done = end

    def _take(self, token: re.Match[str]) -> int:
        """Add what ``token`` begins; return where to go on."""
        return _TAKERS[token.lastgroup or ""](self, token)

    def _take_item(self, token: re.Match[str]) -> int:
        self.list_since = self.list_seen = token.start("item")
        return token.end()

    def _take_fence(self, token: re.Match[str]) -> int:
        line_end, marks = token.end(), token["fence"]
        if marks[0] == "`" and "`" in token["fence_line"].strip()[len(marks) :]:
            return self._take_ticks_at(token.start("fence"), len(marks))
        self._emit(token.start("fence_line"), "prose")
        self._emit(line_end, "tag")
        limit = self._find_quote_end(line_end)
        position = line_end
        while ender := _FENCE_END[marks[0]].search(self.text, position, limit):
            if len(ender[1]) >= len(marks):
                self._emit(ender.start(), "code")
                self._emit(ender.end(), "tag")
                return ender.end()
            position = ender.end()
        self._emit(limit, "code")
        return limit

    def _find_quote_end(self, start: int) -> int:
        """Return where the quote around ends, which no fence outlives: the end of the text outside of quotes."""
        if self.quote is None:
            return len(self.text)
        if self.quote_end < start:
            found = _QUOTE_END.search(self.text, start)
            self.quote_end = found.start() if found else len(self.text)
        return self.quote_end

    def _take_ticks(self, token: re.Match[str]) -> int:
        start, length = token.start(), token.end() - token.start()
        if start and self.text[start - 1] == "\\":
            start, length = start + 1, length - 1
        return self._take_ticks_at(start, length)

    def _take_ticks_at(self, start: int, length: int) -> int:
        """Add an inline code span if its closing run stands in the same paragraph."""
        if self.tick_places is None:
            self.tick_places = {}
            for run in _TICKS.finditer(self.text):
                self.tick_places.setdefault(run.end() - run.start(), []).append(run.start())
            self.breaks = [found.start() for found in _BREAK.finditer(self.text)]
        places = self.tick_places.get(length, [])
        at = bisect_left(places, start + length)
        if length == 0 or at == len(places):
            return start + length
        closer = places[at]
        next_break = bisect_right(self.breaks, start)
        if next_break < len(self.breaks) and self.breaks[next_break] < closer:
            return start + length
        self._emit(start, "prose")
        self._emit(start + length, "tag")
        self._emit(closer, "inline_code")
        self._emit(closer + length, "tag")
        return closer + length

    def _take_blockquote_line(self, token: re.Match[str]) -> int:
        self._emit(token.start("blockquote"), "prose")
        self._emit(token.end(), "tag")
        line_end = self.text.find("\n", token.end())
        line_end = len(self.text) if line_end < 0 else line_end
        self._emit(line_end, "blockquote")
        return line_end

    def _take_indented(self, token: re.Match[str]) -> int:
        start = token.start("indent")
        if not self._follows_blank(start) or self._is_in_list(start):
            return token.end()
        lines = _INDENTED_LINES.match(self.text, start)
        end = start + len(lines[0].rstrip()) if lines else token.end()
        self._emit(start, "prose")
        self._emit(end, "code")
        return end

    def _follows_blank(self, start: int) -> bool:
        """Say whether code may begin here: after a blank line, a fence or a quote's tag, or at the very beginning."""
        if start - self.done <= 1 and (not self.pieces or self.pieces[-1].kind == "tag"):
            return True
        before = self.text.rfind("\n", 0, max(start - 1, 0))
        return start == 0 or not self.text[before + 1 : start].strip()

    def _is_in_list(self, start: int) -> bool:
        if self.list_since < 0:
            return False
        if _LIST_END.search(self.text, self.list_seen, start):
            self.list_since = -1
            return False
        self.list_seen = start
        return True

    def _take_block(self, token: re.Match[str]) -> int:
        opener = token["block"].lower()
        closer = _CLOSERS["[" if opener[0] == "[" else opener[:2]]
        ender = None if closer.pattern in self.never_closed else closer.search(self.text, token.end())
        if ender is None:
            self.never_closed.add(closer.pattern)
            return token.end()
        self._emit(token.start(), "prose")
        self._emit(token.end(), "tag")
        self._emit(ender.start(), "inline_code" if opener.startswith("<code") else "code")
        self._emit(ender.end(), "tag")
        return ender.end()

    def _open_quote(self, token: re.Match[str]) -> int:
        self._emit(token.start(), "prose")
        self.depth.append((self.quote, len(self.pieces)))
        parent = self.depth[-1][0]
        # A quote in a quote is looked for in the inner and the outermost post: two look-ups, however deep the nesting.
        self.quote = read_head(token[0], parent.parent or parent if parent else None)
        self._emit(token.end(), "tag")
        return token.end()

    def _close_quote(self, token: re.Match[str]) -> int:
        self._emit(token.start(), "prose")
        self._emit(token.end(), "tag")
        if self.depth:
            self.quote = self.depth.pop()[0]
        return token.end()

    def _mark_unclosed(self, since: int) -> None:
        """Note on every piece of a quote that it never ends, unless that has been noted."""
        for place in range(since, len(self.pieces)):
            piece = self.pieces[place]
            if piece.quote is None or not piece.quote.closed:
                break
            head = piece.quote
            quote = Quote(head.username, head.post_number, head.topic_id, head.parent, closed=False)
            self.pieces[place] = Piece(piece.start, piece.end, piece.kind, quote)


_TAKERS = {
    "fence_line": _Cutter._take_fence,
    "blockquote": _Cutter._take_blockquote_line,
    "indent": _Cutter._take_indented,
    "item": _Cutter._take_item,
    "open": _Cutter._open_quote,
    "close": _Cutter._close_quote,
    "block": _Cutter._take_block,
    "ticks": _Cutter._take_ticks,
}
