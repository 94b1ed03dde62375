"""Hints about the post as such: another language, a wish to telephone, a capture to be read, the wrong section."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from modbot.detect.products import Product
from modbot.prepare.statement import Statement
from modbot.prepare.views import PreparedPost
from modbot.records import Signal, Span

_SHORTEST = 80  # characters of own words: below, a language is a guess
_CLAUSES = {"language": "SP-0.4", "phone_support": "SP-5.1", "wireshark": "SP-5.3"}


class AttentionHints:
    """Makes hints from what a post states. ``says`` tells staff what is switched off and why."""

    def __init__(self, product: Product) -> None:
        self._languages = frozenset(product.languages)
        self._section_topics: Mapping[str, tuple[str, ...]] = product.section_topics

    @property
    def says(self) -> str:
        """Whether posts in the wrong section are noticed (FT-4.0b, FT-5)."""
        if self._section_topics:
            return f"wrong section: on, {len(self._section_topics)} sections are mapped"
        return "wrong section: off, because the product profile maps no sections (section_topics)"

    def find(self, post: PreparedPost, statement: Statement) -> Iterator[Signal]:
        """Yield the hints for one post; never a violation."""
        is_foreign = post.language not in self._languages and post.language_is_sure
        if is_foreign and sum(map(len, post.prose.text[: 4 * _SHORTEST].split())) >= _SHORTEST:
            yield _hint("language", "written in a language that support does not speak", ())
        for item in ("phone_support", "wireshark"):
            spans = tuple(stated.span for stated in statement.items if stated.item == item)
            if spans and statement.kind in {"problem", "question", "other"}:
                yield _hint(item, f"asks for {item.replace('_', ' ')}", spans)
        yield from self._find_section(post, statement)

    def _find_section(self, post: PreparedPost, statement: Statement) -> Iterator[Signal]:
        """FT-4.0b: the post's topics belong to sections, and its own is none of them."""
        about = (
            {*statement.values("area"), *statement.values("topic"), statement.kind} if self._section_topics else set()
        )
        homes = {section for section, topics in self._section_topics.items() if not about.isdisjoint(topics)}
        if homes and post.post.section and post.post.section not in homes and (post.post.post_number or 1) == 1:
            reason = f"seems to belong to: {', '.join(sorted(homes))}"
            yield Signal(
                "prerequisites/section", "wrong_category", "wrong_category", ("FT-4.0b",), 0.6, (), reason, "hint"
            )


def _hint(label: str, reason: str, spans: tuple[Span, ...]) -> Signal:
    return Signal(
        f"prerequisites/{label}", "attention", f"attention.{label}", (_CLAUSES[label],), 0.7, spans, reason, "hint"
    )
