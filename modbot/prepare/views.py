"""What preparing makes of a post: segments (who said what), views (readable texts) and links.

Every view knows the place of each of its characters in the raw post. Views in which foreign text is
blanked with spaces have the raw text's own length, so their places need no table.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from modbot.prepare.statement import Statement
from modbot.records import Attribution, Post, Surroundings

SegmentKind = Literal["prose", "quote", "blockquote", "onebox", "code", "inline_code", "log", "signature", "reported"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A half-open stretch of the raw text and who speaks in it. Segments of a post cover it without gap or overlap."""

    start: int
    end: int
    kind: SegmentKind
    attribution: Attribution


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the post: where it stands, where it leads, and what it shows to the reader."""

    start: int
    end: int
    target: str
    host: str
    shown: str
    mismatched: bool = False
    attribution: Attribution = "own"


@dataclass(frozen=True, slots=True)
class Attachment:
    """An uploaded file, known by its name only."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class View:
    """A readable text of the post. ``origins[i]`` is the raw place of character ``i``; None: places are the same.

    ``ends[i]`` is the raw end of what character ``i`` stands for (None: one after its origin).
    """

    text: str
    origins: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the half-open raw stretch that view characters ``start``..``end`` stand for."""
        if self.origins is None:
            return start, end
        if start >= end:
            place = self.origins[start] if start < len(self.origins) else (self.origins[-1] + 1 if self.origins else 0)
            return place, place
        last_end = self.ends[end - 1] if self.ends is not None else self.origins[end - 1] + 1
        return self.origins[start], max(last_end, self.origins[start])


@dataclass(frozen=True, slots=True)
class PreparedPost:
    """A post ready for detectors.

    raw      the text as stored
    prose    the author's own words (post 1: see ``title`` for its title); everything else blanked, same length as raw
    exposure everything visible on the page, with markup that hides nothing (same length as raw)
    folded   ``prose`` without disguise: case, width, accents, invisible and look-alike characters, spacing, repeats,
             leetspeak; what is ambiguous is read a second time on a line of its own at the end (see ``disguise.py``)
    plain    ``prose`` casefolded and NFKC-normalised only: what keyword rules read by default
    tricks   disguises undone ("markup", "zero-width", "combining marks", "look-alike letters", "spacing", "leetspeak",
             "repeats") and "forged quote": the post named is at hand and does not hold these words
    statement  what the post states about itself, once the pipeline has read it
    """

    post: Post
    language: str
    language_is_sure: bool
    segments: tuple[Segment, ...]
    raw: View
    prose: View
    exposure: View
    plain: View
    folded: View
    title: View
    title_folded: View
    links: tuple[Link, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    tricks: tuple[str, ...] = ()
    surroundings: Surroundings = field(default_factory=Surroundings)
    statement: Statement | None = None

    def attribution_at(self, start: int, end: int) -> Attribution:
        """Return who speaks in the raw stretch: the segment that holds most of it."""
        best: Attribution = "own"
        most = 0
        for at in range(max(bisect_right(self.segments, start, key=_start_of) - 1, 0), len(self.segments)):
            segment = self.segments[at]
            shared = min(end, segment.end) - max(start, segment.start)
            if shared < 0:
                break
            if shared > most:
                best, most = segment.attribution, shared
        return best


def _start_of(segment: Segment) -> int:
    return segment.start
