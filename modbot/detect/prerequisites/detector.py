"""Turns what a post states and lacks into hints: one signal per missing code and per out-of-scope topic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from modbot.detect.prerequisites.attention import AttentionHints
from modbot.detect.prerequisites.read import StatementReader
from modbot.detect.prerequisites.require import list_missing
from modbot.detect.prerequisites.wants import WantsFinder
from modbot.detect.products import Product
from modbot.prepare.statement import Statement
from modbot.prepare.views import PreparedPost
from modbot.records import Signal, Span

CLAUSES: dict[str, tuple[str, ...]] = {
    "version": ("FT-3.5", "SP-2.6"),
    "outdated_version": ("FT-3.5", "SP-2.6", "SP-9.4"),
    "steps_taken": ("SP-3.3",),
    "reproduction": ("SP-3.4",),
    "logs": ("SP-2.7", "SP-3.5"),
    "description": ("FT-4.0a", "SP-3.2"),
    "unsupported_trunk": ("FT-3.4", "SP-2.3"),
    "unsupported_hardware": ("FT-3.3", "SP-2.1"),
    "unsupported_software": ("FT-3.3", "SP-2.1"),
    "vendor_not_contacted": ("FT-3.2", "SP-2.8"),
    "not_per_manual": ("FT-3.1", "SP-2.2"),
    "multiple_issues": ("SP-4.1",),
}
TOPIC_CLAUSES: dict[str, tuple[str, ...]] = {
    "unsupported_trunk": ("SP-9.10",),
    "eol_phone": ("SP-9.6", "SP-11.4"),
    "unsupported_phone": ("SP-9.7",),
    "stun": ("SP-9.5", "SP-11.3"),
    "firewall": ("SP-9.12",),
    "network_os": ("SP-9.3",),
    "cfd": ("SP-9.9",),
    "headset": ("SP-9.11", "SP-11.4"),
    "gateway": ("SP-9.11",),
    "end_user": ("SP-9.1", "SP-12.1"),
    "teams_l3": ("SP-9.16",),
    "custom_template": ("SP-9.13",),
    "call_control_api": ("SP-9.14",),
    "crm_pms": ("SP-9.8",),
    "remote_install": ("SP-9.2",),
    "remote_session": ("SP-9.18",),
    "fraud_analysis": ("SP-9.15",),
    "third_party_conference": ("SP-9.17",),
    "evaluation": ("SP-11.5",),
    "not_product": ("SP-9.1",),
}
_EVIDENCE = {
    "outdated_version": ("version",),
    "unsupported_trunk": ("unsupported_trunk",),
    "unsupported_hardware": ("eol_phone", "unsupported_phone"),
    "unsupported_software": ("unsupported_software",),
    "vendor_not_contacted": ("vendor_unasked", "vendor_involved"),
    "not_per_manual": ("manual",),
    "multiple_issues": ("issues",),
    "version": ("major",),
    "reproduction": ("intermittent",),
}
_SCORE = 0.8


class PrerequisitesDetector:
    """Says what a problem post still has to state, and what support would leave out. Hints only."""

    name = "prerequisites"

    def __init__(self, product: Product, read_statement: StatementReader) -> None:
        self._product = product
        self._read_statement = read_statement
        self.attention = AttentionHints(product)
        self.find_wants = WantsFinder(product, read_statement)
        self.current = product.versions.current[-1]

    def detect(self, post: PreparedPost) -> Iterable[Signal]:
        """Return one hint per missing code and per topic; none for staff, none missing for replies (FT-3.6, SP-9)."""
        if post.post.author.is_staff:
            return []
        is_reply = (post.post.post_number or 1) > 1
        statement = post.statement or self._read_statement(post)
        required = () if is_reply else self._product.required_in(post.post.section)
        return [*self._claim(statement, required), *self.attention.find(post, statement)]

    def _claim(self, statement: Statement, required: tuple[str, ...]) -> Iterator[Signal]:
        for code in list_missing(statement, required, self._read_statement.current):
            yield _hint("missing_prerequisites", code, CLAUSES[code], _spans(statement, *_EVIDENCE.get(code, ())))
        for topic in statement.values("topic"):
            yield _hint("out_of_scope", topic, TOPIC_CLAUSES.get(topic, ()), _spans(statement, topic))


def _hint(category: str, code: str, clauses: tuple[str, ...], spans: tuple[Span, ...]) -> Signal:
    return Signal(
        source=f"prerequisites/{code}",
        category=category,
        label=f"{category}.{code}",
        clauses=clauses,
        score=_SCORE,
        spans=spans,
        reason=f"{category.replace('_', ' ')}: {code.replace('_', ' ')}",
        status="hint",
    )


def _spans(statement: Statement, *items: str) -> tuple[Span, ...]:
    return tuple(stated.span for stated in statement.items if stated.item in items)
