"""Which stretches of a post an edit would take out: exactly its evidence, each with the words put in its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from modbot.enforce.cutting import Cut, join_cuts
from modbot.flag.policy import Policy
from modbot.review.evidence import TOLD_BY_WORDS
from modbot.review.letters import LetterWriter
from modbot.store.rows import SignalRow


def find_cuts(policy: Policy, letters: LetterWriter, signals: Iterable[SignalRow], language: str) -> tuple[Cut, ...]:
    """Return the stretches of the post's text that are evidence of something an edit may mend, in order.

    What stands in a title is left out: a post's text is edited, not its topic. A sentence that says too much stays
    where a value in it is taken out.
    """
    cuts: list[Cut] = []
    sentences: list[Cut] = []
    for row in signals:
        category = policy.categories.get(row.signal.category)
        if category is None or "edit" not in category.actions or row.signal.status == "shadow":
            continue
        for span in row.signal.spans:
            if span.field == "raw" and span.start < span.end:
                put = letters.mark_removed(language, span.type.rpartition(".")[2].upper())
                told = row.signal.label in TOLD_BY_WORDS
                (sentences if told else cuts).append(Cut(span.start, span.end, put))
    cuts += [told for told in sentences if not any(cut.start < told.end and told.start < cut.end for cut in cuts)]
    return join_cuts(cuts)


def choose_cuts(cuts: Sequence[Cut], stretches: Sequence[tuple[int, int]], any_put: str) -> tuple[Cut, ...]:
    """Return the cuts for stretches a person chose; those of the evidence keep their words, others get ``any_put``."""
    known = {(cut.start, cut.end): cut for cut in cuts}
    return join_cuts(known.get((start, end)) or Cut(start, end, any_put) for start, end in stretches if start < end)
