"""How a rule's phrases are written in the views that fold the text."""

from __future__ import annotations

import unicodedata

from modbot.detect.rules.model import ViewName

FOLDED_VIEWS: frozenset[ViewName] = frozenset({"plain", "folded", "title"})


def fold_for(view: ViewName, phrase: str) -> str:
    """Return the phrase as the view would show it, so that the two can meet."""
    return unicodedata.normalize("NFKC", phrase).casefold() if view in FOLDED_VIEWS else phrase
