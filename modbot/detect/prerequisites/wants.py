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
            whole = replace(post, raw="\n\n".join([post.raw, *(reply.raw for reply in replies)]))
            later = self._read(prepare_post(replace(whole, language=prepared.language)))
            statement = replace(later, kind=first.kind, lacking=_list_unsupplied(first, later))
        missing = list_missing(statement, self._product.required_in(post.section), self._read.current)
        stated = statement.values("version") or statement.values("major")
        topics, advice = first.values("topic"), list_advice(statement)
        return Wants(missing, topics, stated[-1] if stated else "", prepared.language, advice)


def _list_unsupplied(first: Statement, later: Statement) -> frozenset[str]:
    """Return what is still lacking: supplying asks for nothing new, and a description tells when the fault shows.

    What finders see in the replies is supplied, whatever the words of the first post still make the weights miss.
    """
    seen = {stated.item for stated in later.items} - {stated.item for stated in first.items}
    described = "description" in first.lacking - later.lacking
    return (first.lacking & later.lacking) - seen - ({"reproduction"} if described else set())
