"""One post under all rules: each view is searched once, for everything any rule wants to know of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from modbot.detect.pattern_fold import fold_case
from modbot.detect.patterns import Folded, PatternSet, Place, Search
from modbot.detect.rules.model import ViewName
from modbot.prepare.fold import fold_plain
from modbot.prepare.views import PreparedPost, Segment, View
from modbot.records import Attribution, Owner, Span

Side = Literal["raw", "title"]
_SIDES: tuple[Side, ...] = ("raw", "title")
EXPOSURE_VIEWS = frozenset({"raw", "exposure"})


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """A place in one of the post's views (or in the title, as the view shows it)."""

    field: Side
    view: ViewName
    start: int
    end: int


class Look:
    """One post's views, searched for rules when a rule asks; what may be there is confirmed only when it has to be."""

    def __init__(self, post: PreparedPost, sets: Mapping[ViewName, PatternSet]) -> None:
        self.post = post
        self._sets = sets
        self._views: dict[tuple[ViewName, Side], View] = {}
        self._folded: dict[str, Folded] = {}
        self._starts: list[int] | None = None
        self._searches: dict[ViewName, list[tuple[Side, Search]]] = {}
        self._sides = _SIDES if _has_title(post) else _SIDES[:1]

    def fold_views(self) -> Iterator[tuple[Folded, ViewName, str]]:
        """Yield the texts of all views that rules read, and what each is folded to; of views alike the same object."""
        for name in self._sets:
            for field in self._sides:
                text = self.view(name, field).text
                if text:
                    yield self._fold(text), name, text

    def _fold(self, text: str) -> Folded:
        known = self._folded.get(text)
        if known is None:
            folded = fold_case(text)
            known = self._folded.get(folded) or Folded(folded)
            self._folded[text] = self._folded[folded] = known
        return known

    def _search(self, name: ViewName) -> list[tuple[Side, Search]]:
        """Return the searches of a view in the post's text and title; made when first asked for."""
        searches = self._searches.get(name)
        if searches is None:
            searches = self._searches[name] = [
                (field, self._sets[name].search(text, self._fold(text)))
                for field in self._sides
                if name in self._sets and (text := self.view(name, field).text)
            ]
        return searches

    def overdue(self) -> set[tuple[ViewName, int]]:
        """Return the patterns asked for so far that ran out of time."""
        return {
            (name, number)
            for name, searches in self._searches.items()
            for _, search in searches
            for number in search.overdue
        }

    def may_hold(self, view: ViewName, numbers: frozenset[int]) -> bool:
        """Return whether one of the numbered patterns may be found; False is certain."""
        return any(
            search.may_match(number) for _, search in self._search(view) for number in search.candidates & numbers
        )

    def view(self, name: ViewName, field: Side) -> View:
        """Return the text a rule of this view reads in the post or in its title."""
        key = (name, field)
        if key not in self._views:
            self._views[key] = read_title(self.post, name) if field == "title" else read_text(self.post, name)
        return self._views[key]

    def hits_of(self, view: ViewName, numbers: frozenset[int]) -> list[Hit]:
        """Return all places of the numbered patterns, in reading order."""
        hits = {
            Hit(field, view, *place)
            for field, search in self._search(view)
            for number in search.candidates & numbers
            for place in search.places(number)
        }
        return sorted(hits)

    def text_of(self, hit: Hit) -> str:
        """Return what stands at the place, as its view shows it."""
        return self.view(hit.view, hit.field).text[hit.start : hit.end]

    def raw_place(self, hit: Hit) -> Place:
        """Return the place in ``Post.raw`` (or ``Post.title``)."""
        return self.view(hit.view, hit.field).raw_span(hit.start, hit.end)

    def segment_kind(self, hit: Hit) -> str:
        """Return in which kind of segment the place begins; "title" for the title."""
        return "title" if hit.field == "title" else self._segment_at(self.raw_place(hit)[0]).kind

    def span(self, hit: Hit, span_type: str, owner: Owner) -> Span:
        """Return the place as evidence, with who speaks there."""
        start, end = self.raw_place(hit)
        speaker: Attribution = "own"
        if hit.view in EXPOSURE_VIEWS and hit.field == "raw":
            speaker = self._segment_at(start).attribution
        return Span(start, end, span_type, attribution=speaker, owner=owner, field=hit.field)

    def kind_at(self, place: int) -> str:
        """Return the kind of the segment that holds a place of the raw text."""
        return self._segment_at(place).kind

    def _segment_at(self, place: int) -> Segment:
        if self._starts is None:
            self._starts = [segment.start for segment in self.post.segments]
        return self.post.segments[max(0, bisect_right(self._starts, place) - 1)]


def read_text(post: PreparedPost, name: ViewName) -> View:
    """Return the post's text as the named view shows it."""
    if name == "title":
        return View("")
    if name == "links":
        return _read_links(post)
    view: View = getattr(post, name)
    return view


def read_title(post: PreparedPost, name: ViewName) -> View:
    """Return the title as the named view shows it: part of what the first post of a topic says."""
    if name == "links" or not _has_title(post):
        return View("")
    if name == "folded":
        return post.title_folded
    return fold_plain(post.title) if name in {"plain", "title"} else post.title


def _has_title(post: PreparedPost) -> bool:
    return bool(post.title.text) and post.post.post_number in {None, 1}


def _read_links(post: PreparedPost) -> View:
    """Return the targets of the author's own links, one a line; every character stands for the whole link."""
    parts: list[str] = []
    origins: list[int] = []
    ends: list[int] = []
    for link in post.links:
        if link.attribution == "own":
            line = f"{link.target}\n"
            parts.append(line)
            origins += [link.start] * len(line)
            ends += [link.end] * len(line)
    return View("".join(parts), origins, ends)


def drop_contained(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the spans in reading order, each place once, without those that lie inside another."""
    kept: list[Span] = []
    for span in sorted(set(spans), key=lambda s: (s.field, s.start, -s.end)):
        last = kept[-1] if kept else None
        if last is None or last.field != span.field or span.end > last.end:
            kept.append(span)
    return tuple(kept)
