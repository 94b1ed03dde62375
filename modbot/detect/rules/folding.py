"""How a rule's phrases are written in the views that fold the text."""

from __future__ import annotations

from modbot.detect.rules.model import ViewName
from modbot.prepare.disguise import fold_phrase
from modbot.prepare.fold import fold_plain
from modbot.prepare.views import View

FOLDED_VIEWS: frozenset[ViewName] = frozenset({"plain", "folded", "title"})


def fold_for(view: ViewName, phrase: str) -> str:
    """Return the phrase as the view would show it, so that the two can meet."""
    if view == "folded":
        return fold_phrase(phrase)
    return fold_plain(View(phrase)).text if view in FOLDED_VIEWS else phrase
