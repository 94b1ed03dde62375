"""Puts the views of a post together."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from modbot.prepare.attribution import attribute_pieces
from modbot.prepare.disguise import undo_disguises
from modbot.prepare.fold import fold_plain
from modbot.prepare.language import name_language
from modbot.prepare.links import FoundLinks, find_links
from modbot.prepare.markup import cut_markup
from modbot.prepare.views import Link, PreparedPost, Segment, View
from modbot.records import Post, Surroundings


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
    prose = View(blank(raw, [*foreign, *marks, *_outside_code(found.hidden, segments)]))
    plain = fold_plain(prose)
    folded, disguises = undo_disguises(plain, raw)
    title_plain = fold_plain(View(post.title))
    title_folded, title_disguises = undo_disguises(title_plain, post.title)
    spoken = folded if "look-alike letters" in disguises else prose
    language, is_sure = name_language(f"{post.title}\n{spoken.text}" if post.title else spoken.text, post.language)
    return PreparedPost(
        post=post,
        language=language,
        language_is_sure=is_sure,
        segments=segments,
        raw=View(raw),
        prose=prose,
        exposure=View(blank(raw, marks)) if marks else View(raw),
        plain=plain,
        folded=folded,
        title=View(post.title),
        title_folded=title_folded,
        links=_attribute_links(found, segments),
        attachments=tuple(found.attachments),
        tricks=tuple(dict.fromkeys((*disguises, *title_disguises, *hiding))),
        surroundings=surroundings,
    )


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
