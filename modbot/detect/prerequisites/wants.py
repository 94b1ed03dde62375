"""What a post still lacks once its author's later replies are read with it: for drafts and for closing hints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from modbot.detect.prerequisites.advice import list_advice
from modbot.detect.prerequisites.read import StatementReader
from modbot.detect.prerequisites.require import list_missing
from modbot.detect.products import Product
from modbot.prepare.post import prepare_post
from modbot.prepare.statement import Statement, Wants
from modbot.records import Post


class WantsFinder:
    """Reads a post together with what its author wrote below it."""

    def __init__(self, product: Product, read_statement: StatementReader) -> None:
        self._product = product
        self._read = read_statement

    def __call__(self, post: Post, replies: Sequence[Post] = ()) -> Wants:
        """Return what is still missing. ``replies``: the same author's later posts of the topic, oldest first.

        The kind of post is the first one's: "thanks, log attached" supplies a log and changes nothing else.
        """
        prepared = prepare_post(post)
        first = statement = self._read(prepared)
        if replies:
            told = "\n\n".join(reply.raw for reply in replies)
            whole = self._reread(post, f"{post.raw}\n\n{told}", prepared.language)
            lacking = _list_unsupplied(first, whole, self._reread(post, told, prepared.language))
            statement = replace(whole, kind=first.kind, lacking=lacking)
        missing = list_missing(statement, self._product.required_in(post.section), self._read.current)
        stated = statement.values("version") or statement.values("major")
        topics, advice = first.values("topic"), list_advice(statement)
        return Wants(missing, topics, stated[-1] if stated else "", prepared.language, advice)

    def _reread(self, post: Post, raw: str, language: str) -> Statement:
        return self._read(prepare_post(replace(post, raw=raw, language=language)))


def _list_unsupplied(first: Statement, whole: Statement, told: Statement) -> frozenset[str]:
    """Return what is still lacking: supplying asks for nothing new, and a description tells when the fault shows.

    What finders see in the replies is supplied, and so is what the replies would not lack as a report of their own,
    whatever the words of the first post still make the weights miss.
    """
    seen = {stated.item for stated in whole.items} - {stated.item for stated in first.items}
    lacking = (first.lacking & whole.lacking) - seen
    if told.kind == "problem":
        lacking &= told.lacking
    described = "description" in first.lacking - lacking
    return lacking - ({"reproduction"} if described else set())
