"""Why a post was flagged, in the reader's language. Rules' own sentences are translated as they stand in their files.

What a sentence counts or names is taken out of it and put back into the translated one.
"""

from __future__ import annotations

import re
from functools import cache

from modbot.records import Signal
from modbot.web.wording import N_, Translate, name_label

FINDERS = (
    N_("a usable password stands in the post"),
    N_("a real licence key is visible to readers; it belongs into a ticket"),
    N_("an access token is visible to readers"),
    N_("a private key is visible to readers"),
    N_("an authorisation header with usable data"),
    N_("access data for a remote session"),
    N_("a link that hands out a configuration"),
    N_("a support number that must not be passed on"),
)
CLUES = {
    "adult": N_("adult offers"),
    "bargains": N_("bargains"),
    "channels": N_("channels to join"),
    "earnings": N_("promises of income"),
    "gambling": N_("gambling"),
    "goods": N_("goods for sale"),
    "helplines": N_("a help line"),
    "loans": N_("loans"),
    "offers": N_("special offers"),
    "papers": N_("papers for sale"),
    "phishing": N_("baiting for access data"),
    "pills": N_("pills"),
    "premium": N_("premium numbers"),
    "prizes": N_("prizes"),
    "promotion": N_("promotion of sites"),
    "recovery": N_("recovery of lost money"),
    "spells": N_("spells"),
    "trading": N_("trading"),
    "more_phrases": N_("phrases of advertising"),
    "many_phrases": N_("many phrases of advertising"),
    "pulls": N_("calls to act"),
    "hotlines": N_("a hotline"),
    "contacts": N_("a way to answer"),
    "theme_and_call": N_("a theme of spam with a call to act"),
    "theme_and_contact": N_("a theme of spam with a way to answer"),
    "theme_and_price": N_("a theme of spam with a price"),
    "call_and_contact": N_("a call to act with a way to answer"),
    "link": N_("a link"),
    "several_links": N_("several links"),
    "many_links": N_("many links"),
    "shortener": N_("a shortened link"),
    "contact_link": N_("a link to a messenger"),
    "cheap_ending": N_("a cheap top-level domain"),
    "punycode": N_("a domain with look-alike letters"),
    "mismatched_link": N_("a link that shows another address"),
    "number": N_("a telephone number"),
    "odd_number": N_("a number written oddly"),
    "help_line_number": N_("a number as a help line"),
    "hot_line_number": N_("a number as a hotline"),
    "number_in_pictures": N_("a number among pictures"),
    "number_repeated": N_("the same number again and again"),
    "price": N_("a price"),
    "percent": N_("a percentage"),
    "shouting": N_("shouting"),
    "capitals": N_("capital letters"),
    "pictures": N_("many emoji"),
    "handle": N_("a messenger name"),
    "disguised": N_("disguised letters"),
    "first_post": N_("first post"),
    "new_account": N_("new account"),
    "no_trust_yet": N_("no trust yet"),
}
# What a sentence says of its post stands between; a label is said in the reader's words.
SHAPES = (
    N_("reads like %(label)s"),
    N_("%(number)s × %(label)s of others, visible to readers"),
    N_("a file of a kind that does not belong in public (%(label)s)"),
    N_("the same text stands in %(number)s recent posts by %(authors)s authors"),
    N_("%(number)s earlier topics of this author ask nearly the same"),
    N_("seems to belong to: %(sections)s"),
    N_("matches the rule “%(rule)s”"),
    N_("the rule “%(rule)s” ran out of time on this post: a person has to look"),
    N_("could not be examined by %(names)s; please read it yourself"),
)


def tell_reason(signal: Signal, translate: Translate) -> str:
    """Return why the signal was given; nothing where its label says it all, the sentence itself if nobody knows it."""
    if signal.source.startswith("prerequisites/") and signal.category != "wrong_category":
        return ""
    if signal.source == "behaviour/circumstances":
        told = (CLUES.get(clue.replace(" ", "_"), clue) for clue in signal.reason.split(", "))
        return ", ".join(map(translate, told))
    for shape, sentence in _compile_shapes().items():
        if found := shape.fullmatch(signal.reason):
            return translate(sentence) % (found.groupdict() | {"label": name_label(signal.label, translate)})
    return translate(signal.reason) if signal.reason else ""


@cache
def _compile_shapes() -> dict[re.Pattern[str], str]:
    return {re.compile(re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.+)", re.escape(sentence))): sentence for sentence in SHAPES}
