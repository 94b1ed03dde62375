"""What a reviewer sees of a post: its text in blocks by who speaks, the evidence marked at its raw places.

Personal data and secrets are masked until asked for (asking is audited), slurs and threats are blurred to their first
letter and length until asked for. Hiding keeps every length, so each mark stays where it is. Nothing here makes markup:
pieces are plain text, and characters that could change how text is shown are named instead of shown.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Literal

from modbot.prepare.mask import mask_value
from modbot.prepare.views import PreparedPost, Segment, SegmentKind
from modbot.records import Attribution, Span

Hiding = Literal["", "masked", "blurred"]
PieceKind = Literal["text", "code", "control"]

MASKED_CATEGORIES = frozenset({"personal_data", "confidential"})
# Told by what a whole sentence says, not by a value in it: a reviewer must read the words to judge them.
TOLD_BY_WORDS = frozenset({"confidential.not_public"})
BLURRED_CATEGORIES = frozenset({"abuse"})
SHOWN_IN_FULL = 12_000  # characters; longer posts are shown around their evidence
_HEAD, _AROUND, _MOST_WINDOWS, _NESTED = 3_000, 600, 60, 20
_INLINE: frozenset[SegmentKind] = frozenset({"prose", "inline_code", "reported"})
_MARKUP = re.compile(r"\[/?quote\b[^\]\n]{0,200}\]|^[^\[\n]{0,100}\bpost:\d+[^\]\n]{0,100}\]|`{3,}")
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]+"
)
_QUOTE_TAG = re.compile(r"\s*\[/?quote[^\]\n]{0,300}\]\s*")
_OPENING = re.compile(r"\A(?:[ \t]*\n|\s*\[quote[^\]\n]{0,300}\][ \t]*\n?|[ \t]*(?:`{3,}|~{3,})[^\n`]{0,40}\n)+")
_FENCE = re.compile(r"(?:`{3,}|~{3,})[^`~]{0,40}")
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Mark:
    """One piece of evidence to show: where, for which category and label, and how it is hidden at first."""

    start: int
    end: int
    category: str
    label: str
    hiding: Hiding = ""
    attribution: Attribution = "own"
    field: Literal["raw", "title"] = "raw"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text shown in one way. ``marks`` counts from 1; a control piece names characters, not shows them."""

    text: str
    kind: PieceKind = "text"
    marks: tuple[int, ...] = ()
    hiding: Hiding = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive pieces of one speaker, or (kind "gap") the number of characters left out."""

    kind: SegmentKind | Literal["gap"]
    attribution: Attribution
    pieces: tuple[Piece, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class ShownPost:
    """A post as a reviewer sees it. ``shortened``: parts were left out; ``hidden``: some evidence is covered."""

    title: tuple[Piece, ...]
    blocks: tuple[Block, ...]
    shortened: bool
    masked: bool
    blurred: bool


def is_masked(category: str, label: str) -> bool:
    """Return whether evidence of a label is values to be covered until asked for."""
    return category in MASKED_CATEGORIES and label not in TOLD_BY_WORDS


def mark_evidence(category: str, label: str, spans: Iterable[Span]) -> list[Mark]:
    """Return marks for a finding's spans, hidden as its category asks."""
    hiding: Hiding = "masked" if is_masked(category, label) else "blurred" if category in BLURRED_CATEGORIES else ""
    return [Mark(s.start, s.end, category, s.type or label, hiding, s.attribution, s.field) for s in spans]


def show_post(prepared: PreparedPost, marks: Sequence[Mark], uncovered: frozenset[Hiding], whole: bool) -> ShownPost:
    """Return the post for a screen: hidden evidence stays hidden unless its way of hiding is in ``uncovered``.

    ``whole`` shows everything; otherwise a long post is shown from its start and around its evidence. Linear time.
    """
    raw = prepared.post.raw
    numbered = [(number, mark) for number, mark in enumerate(marks, 1) if mark.end > mark.start]
    in_text = _Marks((number, mark) for number, mark in numbered if mark.field == "raw")
    in_title = _Marks((number, mark) for number, mark in numbered if mark.field == "title")
    windows = [(0, len(raw))] if whole or len(raw) <= SHOWN_IN_FULL else _choose_windows(len(raw), in_text)
    covered = _hide(raw, in_text, uncovered)
    title = _hide(prepared.post.title, in_title, uncovered)
    blocks: list[Block] = []
    place = 0
    for start, end in windows:
        if start > place:
            blocks.append(Block("gap", "own", (), start - place))
        blocks += _blocks(covered, prepared.segments, (start, end), in_text, uncovered)
        place = end
    if place < len(raw):
        blocks.append(Block("gap", "own", (), len(raw) - place))
    return ShownPost(
        title=tuple(_pieces(title, 0, len(title), in_title, uncovered, "text")),
        blocks=tuple(blocks),
        shortened=any(block.kind == "gap" for block in blocks),
        masked=any(mark.hiding == "masked" for mark in marks) and "masked" not in uncovered,
        blurred=any(mark.hiding == "blurred" for mark in marks) and "blurred" not in uncovered,
    )


def cover(text: str, marks: Sequence[Mark], field: Literal["raw", "title"] = "raw") -> str:
    """Return ``text`` with its masked evidence covered, same length, for programs; lone surrogates become U+FFFD."""
    masked = _Marks((0, mark) for mark in marks if mark.field == field and mark.hiding == "masked")
    return _SURROGATES.sub("\ufffd", _hide(text, masked, frozenset()))


def hide(text: str, marks: Sequence[Mark]) -> str:
    """Return ``text`` with everything hidden that is hidden at first, same length; unseen characters become spaces."""
    hidden = _hide(text, _Marks((0, mark) for mark in marks if mark.field == "raw"), frozenset())
    return _CONTROLS.sub(lambda found: " " * len(found[0]), hidden)


def shorten(text: str, marks: Sequence[Mark], width: int) -> str:
    """Return the beginning of a text in one line, with everything hidden that is hidden at first."""
    hidden = _hide(text, _Marks((0, mark) for mark in marks if mark.field == "raw"), frozenset())[:width]
    return _join_lines(hidden) + ("…" if len(text) > width else "")


def excerpt(text: str, marks: Sequence[Mark], width: int = 90) -> str:
    """Return one line with everything hidden that is hidden at first: for lists and terminals.

    It stands around the first mark; a value that is hidden goes before a sentence that only reads like a breach.
    """
    in_text = _Marks((number, mark) for number, mark in enumerate(marks, 1) if mark.field == "raw")
    first = next((mark.start for _, mark in sorted(in_text.items, key=lambda item: not item[1].hiding)), 0)
    start = max(0, first - width // 3)
    end = min(len(text), start + width)
    line = _hide(text, in_text, frozenset())[start:end]
    return f"{'…' if start else ''}{_join_lines(line)}{'…' if end < len(text) else ''}"


def _join_lines(text: str) -> str:
    """Return text as one line, without the marks of quotes and code, which say nothing there."""
    return " ".join(_MARKUP.sub(" ", _CONTROLS.sub("", text)).split())


def _choose_windows(length: int, marks: _Marks) -> list[tuple[int, int]]:
    wanted = [(0, _HEAD)]
    for _, mark in marks.items[:_MOST_WINDOWS]:
        end = min(mark.end, mark.start + 10 * _AROUND)
        wanted.append((max(0, mark.start - _AROUND), min(length, end + _AROUND)))
    merged: list[tuple[int, int]] = []
    for start, end in wanted:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


class _Marks:
    """Numbered marks in order of their start, so that those inside a stretch are found without looking at all."""

    def __init__(self, marks: Iterable[tuple[int, Mark]]) -> None:
        self.items = sorted(marks, key=lambda item: (item[1].start, item[1].end))
        self._starts = [mark.start for _, mark in self.items]
        self._reach = list(accumulate((mark.end for _, mark in self.items), max))

    def between(self, start: int, end: int) -> Sequence[tuple[int, Mark]]:
        first = bisect_right(self._reach, start)
        last = bisect_left(self._starts, end)
        return [(number, mark) for number, mark in self.items[first:last] if mark.end > start]


def _hide(text: str, marks: _Marks, uncovered: frozenset[Hiding]) -> str:
    """Return ``text`` with covered marks replaced, same length: overlapping ones are covered as one."""
    joined: list[tuple[int, int, Hiding, str]] = []
    for _, mark in marks.items:
        start, end, hiding = max(0, mark.start), min(mark.end, len(text)), mark.hiding
        if not hiding or hiding in uncovered or start >= end:
            continue
        if joined and start < joined[-1][1]:
            begin, reach, other, kind = joined.pop()
            same = kind == mark.label and (begin, reach) == (start, end)
            hiding = "masked" if "masked" in (hiding, other) else hiding
            joined.append((begin, max(end, reach), hiding, kind if same else ""))
        else:
            joined.append((start, end, hiding, mark.label))
    result: list[str] = []
    place = 0
    for start, end, hiding, kind in joined:
        result += [text[place:start], _cover(text[start:end], hiding, kind)]
        place = end
    return "".join([*result, text[place:]])


def _cover(text: str, hiding: Hiding, kind: str) -> str:
    if hiding == "masked":
        return mask_value(text, kind.rpartition(".")[2])
    words = re.split(r"(\s+)", text)
    return "".join(word if not word or word.isspace() else word[0] + "•" * (len(word) - 1) for word in words)


def _blocks(
    text: str,
    segments: Sequence[Segment],
    window: tuple[int, int],
    marks: _Marks,
    uncovered: frozenset[Hiding],
) -> list[Block]:
    blocks: list[Block] = []
    for segment in segments:
        start, end = max(segment.start, window[0]), min(segment.end, window[1])
        if start >= end:
            continue
        kind: PieceKind = "code" if segment.kind == "inline_code" else "text"
        pieces = tuple(_pieces(text, start, end, marks, uncovered, kind))
        block_kind: SegmentKind = "prose" if segment.kind in _INLINE else segment.kind
        if blocks and block_kind == "prose" and blocks[-1].kind == "prose":
            blocks[-1] = Block("prose", blocks[-1].attribution, blocks[-1].pieces + pieces)
        elif blocks and blocks[-1].kind == block_kind == "quote" and _QUOTE_TAG.fullmatch(_text_of(blocks[-1])):
            blocks[-1] = Block("quote", segment.attribution, blocks[-1].pieces + pieces)  # the tag says nothing itself
        elif blocks and blocks[-1].kind == block_kind == "quote" and _QUOTE_TAG.fullmatch(text[start:end]):
            blocks[-1] = Block("quote", blocks[-1].attribution, blocks[-1].pieces + pieces)
        elif block_kind != "prose" or text[start:end].strip():
            blocks.append(Block(block_kind, segment.attribution, pieces))
    return [tidy for block in blocks if (tidy := _tidy(block)) is not None]


def _tidy(block: Block) -> Block | None:
    """Return a block without the signs that only make it one: quote tags, fences, empty lines around it.

    Evidence stays whatever it stands in; None when nothing is left.
    """
    pieces = list(block.pieces)
    for end, strip in ((0, _strip_start), (-1, _strip_end)):
        while pieces and pieces[end].kind == "text" and not pieces[end].marks:
            rest = strip(pieces[end].text)
            if rest:
                pieces[end] = replace(pieces[end], text=rest)
                break
            pieces.pop(end)
    return replace(block, pieces=tuple(pieces)) if pieces else None


def _strip_start(text: str) -> str:
    found = _OPENING.match(text)
    return text[found.end() :] if found else text


def _strip_end(text: str) -> str:
    for _ in range(_NESTED):
        shorter = text.rstrip("\n")
        last = shorter[shorter.rfind("\n") + 1 :].strip(" \t")
        if shorter.endswith("[/quote]"):
            shorter = shorter.removesuffix("[/quote]")
        elif _FENCE.fullmatch(last):
            shorter = shorter[: shorter.rfind("\n") + 1]
        if shorter == text:
            break
        text = shorter
    return text


def _text_of(block: Block) -> str:
    return "".join(piece.text for piece in block.pieces)[:400]


def _pieces(
    text: str, start: int, end: int, marks: _Marks, uncovered: frozenset[Hiding], kind: PieceKind
) -> Iterable[Piece]:
    changes: dict[int, list[tuple[bool, int, Mark]]] = {start: [], end: []}
    for number, mark in marks.between(start, end):
        changes.setdefault(max(start, mark.start), []).append((True, number, mark))
        changes.setdefault(min(end, mark.end), []).append((False, number, mark))
    active: dict[int, Mark] = {}
    ordered = sorted(changes)
    for begin, stop in pairwise(ordered):
        for opens, number, mark in changes[begin]:
            if opens:
                active[number] = mark
            else:
                active.pop(number, None)
        hidings = {mark.hiding for mark in active.values()} - {""} - uncovered
        hiding: Hiding = "masked" if "masked" in hidings else "blurred" if hidings else ""
        yield from _name_controls(text[begin:stop], kind, tuple(active), hiding)


def _name_controls(text: str, kind: PieceKind, marks: tuple[int, ...], hiding: Hiding) -> Iterable[Piece]:
    place = 0
    for found in _CONTROLS.finditer(text):
        if found.start() > place:
            yield Piece(text[place : found.start()], kind, marks, hiding)
        if found[0].strip("\r"):
            count = f" ×{len(found[0])}" if len(found[0]) > 1 else ""
            yield Piece(f"U+{ord(found[0].strip(chr(13))[0]):04X}{count}", "control", marks)
        place = found.end()
    if place < len(text):
        yield Piece(text[place:], kind, marks, hiding)
