"""Puts the views of a post together."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from modbot.prepare.attribution import attribute_pieces
from modbot.prepare.disguise import undo_disguises
from modbot.prepare.fold import Edit, edit_view, fold_plain
from modbot.prepare.language import name_language
from modbot.prepare.links import FoundLinks, find_links
from modbot.prepare.markup import cut_markup
from modbot.prepare.views import Link, PreparedPost, Segment, View
from modbot.records import Post, Surroundings

_BREAKING = re.compile(r"</?(?:br|p|div|li|ul|ol|hr|t[drh]|table|h\d|summary|details)\b|\[/?(?:list|details|\*)", re.I)
_EMPHASIS = re.compile(r"(?<=[^\W\d_])(?:\*\*+|~~)(?=[^\W\d_])")
_MISLEADING = frozenset({"look-alike letters", "leetspeak", "spacing", "combining marks"})


def prepare_post(post: Post, surroundings: Surroundings = Surroundings()) -> PreparedPost:  # noqa: B008  frozen
    """Return the post with its views; quotes are verified against the posts in ``surroundings``.

    Takes any text; linear in its length.
    """
    raw = post.raw
    pieces = cut_markup(raw)
    segments, hiding = attribute_pieces(raw, pieces, surroundings.quotable)
    found = find_links(raw)
    marks = [(piece.start, piece.end) for piece in pieces if piece.kind == "tag"]
    foreign = [(segment.start, segment.end) for segment in segments if segment.attribution != "own"]
    hidden = _outside_code(found.hidden, segments)
    prose = View(blank(raw, [*foreign, *marks, *hidden]))
    spoken = _join_split_words(prose, raw, hidden)
    plain = fold_plain(spoken)
    folded, disguises = undo_disguises(plain, raw)
    as_stored, title = View(raw), View(post.title)
    title_folded, title_disguises = undo_disguises(fold_plain(title), post.title)
    split = ("markup",) if spoken is not prose else ()
    language, is_sure = _name_language(post, prose, folded, disguises)
    return PreparedPost(
        post=post,
        language=language,
        language_is_sure=is_sure,
        segments=segments,
        raw=as_stored,
        prose=prose,
        exposure=View(blank(raw, marks)) if marks else as_stored,
        plain=plain,
        folded=folded,
        title=title,
        title_folded=title_folded,
        links=_attribute_links(found, segments),
        attachments=tuple(found.attachments),
        tricks=tuple(dict.fromkeys((*split, *disguises, *title_disguises, *hiding))),
        surroundings=surroundings,
    )


def _name_language(post: Post, prose: View, folded: View, disguises: Sequence[str]) -> tuple[str, bool]:
    """Return the post's language and whether that is sure; of disguised words never."""
    is_misleading = not _MISLEADING.isdisjoint(disguises)
    told = folded.text if is_misleading else prose.text
    language, is_sure = name_language(f"{post.title}\n{told}" if post.title else told, post.language)
    return language, is_sure and (bool(post.language) or not is_misleading)


def _join_split_words(prose: View, raw: str, hidden: list[tuple[int, int]]) -> View:
    """Return ``prose`` without markup that stands inside a word (id<b></b>iot, id**i**ot): readers do not see it."""
    text = prose.text
    splits = [
        (start, end)
        for start, end in _join_touching(hidden)
        if start > 0 and end < len(text) and text[start - 1].isalpha() and text[end].isalpha()
        if not _BREAKING.search(raw, start, end)
    ]
    if "**" in text or "~~" in text:
        splits += [found.span() for found in _EMPHASIS.finditer(text)]
    edits: list[Edit] = []
    for start, end in sorted(set(splits)):
        if not edits or start >= edits[-1].end:
            edits.append(Edit(start, end, ""))
    return edit_view(prose, edits)


def _join_touching(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def blank(text: str, stretches: Iterable[tuple[int, int]]) -> str:
    """Return ``text`` with ``stretches`` (which may overlap, in any order) overwritten by spaces; newlines stay."""
    parts: list[str] = []
    done = 0
    for start, end in sorted(stretches):
        if end <= done:
            continue
        begin = max(start, done)
        hidden = text[begin:end]
        parts.append(text[done:begin])
        parts.append("\n".join([" " * len(line) for line in hidden.split("\n")]))
        done = end
    if not parts:
        return text
    parts.append(text[done:])
    return "".join(parts)


def _segment_at(segments: Sequence[Segment], place: int) -> Segment:
    return segments[max(bisect_right(segments, place, key=lambda segment: segment.start) - 1, 0)]


def _outside_code(hidden: list[tuple[int, int]], segments: Sequence[Segment]) -> list[tuple[int, int]]:
    """Return the hidden stretches that are markup: in code they are just characters."""
    if not hidden:
        return hidden
    return [
        stretch for stretch in hidden if _segment_at(segments, stretch[0]).kind not in {"code", "inline_code", "log"}
    ]


def _attribute_links(found: FoundLinks, segments: Sequence[Segment]) -> tuple[Link, ...]:
    links: list[Link] = []
    for link in found.links:
        attribution = _segment_at(segments, link.start).attribution
        if attribution == "own":
            links.append(link)
        else:
            links.append(Link(link.start, link.end, link.target, link.host, link.shown, link.mismatched, attribution))
    return tuple(links)
