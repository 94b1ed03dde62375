"""Decides who speaks where: own words, verified quotes, code, logs, reported speech, signature.

A quote counts as one only where its words are found in the post it names; what is not found there is the author's own.
An unnamed quote (``>``, ``[quote]``) may come from any post at hand. A quote of a post that is not at hand cannot be
verified, and counts as own words too: anybody can write the head of a quote, and a person sees both texts before
deciding. The kind stays "quote" then, so the page can say "not verified".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from modbot.prepare.logs import find_logs
from modbot.prepare.markup import Piece, Quote
from modbot.prepare.prose import reads_like_prose, speaks_to_someone
from modbot.prepare.quotes import QuoteChecker
from modbot.prepare.reports import find_reports
from modbot.prepare.signature import find_signature
from modbot.prepare.views import Segment, SegmentKind
from modbot.records import Attribution, QuotablePost

Stretch = tuple[int, int, SegmentKind, Attribution]
_LINE = re.compile(r"[^\n]+")


def attribute_pieces(
    text: str, pieces: Sequence[Piece], quotable: Sequence[QuotablePost]
) -> tuple[tuple[Segment, ...], tuple[str, ...]]:
    """Return who speaks where in ``text``, and the tricks noticed: "forged quote".

    The segments cover the text in order without gap or overlap.
    """
    stretches: list[Stretch] = []
    tricks: set[str] = set()
    checker = QuoteChecker(quotable)
    for piece in pieces:
        if piece.quote is not None or piece.kind == "blockquote":
            stretches += _attribute_quote(text, piece, checker, tricks)
        elif piece.kind in {"code", "inline_code"}:
            stretches += _attribute_code(text, piece)
        else:
            stretches.append((piece.start, piece.end, "prose", "own"))
    stretches = _attribute_prose(text, _join(stretches))
    return tuple(Segment(*stretch) for stretch in _join(stretches)), tuple(sorted(tricks))


def _join(stretches: Iterable[Stretch]) -> list[Stretch]:
    joined: list[Stretch] = []
    for start, end, kind, attribution in stretches:
        if joined and joined[-1][2:] == (kind, attribution):
            joined[-1] = (joined[-1][0], end, kind, attribution)
        elif end > start:
            joined.append((start, end, kind, attribution))
    return joined


def _attribute_quote(text: str, piece: Piece, checker: QuoteChecker, tricks: set[str]) -> list[Stretch]:
    kind: SegmentKind = "blockquote" if piece.kind == "blockquote" else "quote"
    quote = piece.quote or Quote()
    if piece.kind == "tag":
        return [(piece.start, piece.end, kind if quote.closed else "prose", "own")]
    stretches: list[Stretch] = []
    for start, end, verified in checker.check(text, piece.start, piece.end, quote):
        if verified:
            stretches.append((start, end, kind, "quoted"))
            continue
        if piece.kind in {"code", "inline_code"}:
            stretches += _attribute_code(text, Piece(start, end, piece.kind))
            continue
        if quote.closed and quote.username and checker.knows(quote) and not text[start:end].isspace():
            tricks.add("forged quote")
        own: SegmentKind = kind if quote.closed else "prose"
        stretches += _attribute_lines(text, start, end, own)
    return stretches


def _attribute_lines(text: str, start: int, end: int, kind: SegmentKind) -> list[Stretch]:
    """Return a stretch of ``kind`` with the logs in it set apart."""
    stretches: list[Stretch] = []
    done = start
    for log_start, log_end in find_logs(text, start, end):
        stretches += [(done, log_start, kind, "own"), (log_start, log_end, "log", "log")]
        done = log_end
    stretches.append((done, end, kind, "own"))
    return [stretch for stretch in stretches if stretch[1] > stretch[0]]


def _attribute_code(text: str, piece: Piece) -> list[Stretch]:
    """Return code as code; what reads like prose in it, and a line that talks to someone, is own words."""
    code = text[piece.start : piece.end]
    kind: SegmentKind = "code" if piece.kind == "code" else "inline_code"
    if kind == "inline_code":
        own: Attribution = "own" if reads_like_prose(code) else "code"
        return [(piece.start, piece.end, kind, own)]
    logs = find_logs(text, piece.start, piece.end)
    if not logs and reads_like_prose(code):
        return [(piece.start, piece.end, kind, "own")]
    stretches: list[Stretch] = []
    done = piece.start
    at = 0
    for line in _LINE.finditer(text, piece.start, piece.end):
        while at < len(logs) and logs[at][1] <= line.start():
            at += 1
        if at < len(logs) and logs[at][0] <= line.start():
            continue
        if speaks_to_someone(line[0]):
            stretches += [(done, line.start(), kind, "code"), (*line.span(), kind, "own")]
            done = line.end()
    stretches.append((done, piece.end, kind, "code"))
    return [stretch for stretch in stretches if stretch[1] > stretch[0]]


def _attribute_reports(text: str, start: int, end: int) -> list[Stretch]:
    stretches: list[Stretch] = []
    done = start
    for report_start, report_end in find_reports(text, start, end):
        stretches += [(done, report_start, "prose", "own"), (report_start, report_end, "reported", "reported")]
        done = report_end
    return [*stretches, (done, end, "prose", "own")]


def _attribute_prose(text: str, stretches: list[Stretch]) -> list[Stretch]:
    """Set logs, reported speech and the signature apart within own prose."""
    result: list[Stretch] = []
    signature = len(text)
    if stretches and stretches[-1][2] == "prose":
        signature = find_signature(text, stretches[-1][0])
    for start, end, kind, attribution in stretches:
        if kind != "prose":
            result.append((start, end, kind, attribution))
            continue
        for part in _attribute_lines(text, start, min(end, signature), "prose"):
            result += [part] if part[2] == "log" else _attribute_reports(text, part[0], part[1])
        if end > signature:
            result.append((max(start, signature), end, "signature", "own"))
    return [stretch for stretch in result if stretch[1] > stretch[0]]
