"""Who rejects a quoted insult does not insult (clauses.md 0.1), also where the quote cannot be verified."""

from __future__ import annotations

import re
from pathlib import Path

from modbot.detect.personal.lexicon import read_names
from modbot.prepare.disguise import fold_phrase
from modbot.prepare.views import PreparedPost

_QUOTES = frozenset({"quote", "blockquote"})


class Rejections:
    """Knows the words that reject an insult, one phrase a line; raises ConfigError when the file cannot be read."""

    def __init__(self, path: Path) -> None:
        phrases = [re.escape(fold_phrase(line)) for line in read_names(path)]
        self._words = re.compile(r"(?<!\w)(?:" + "|".join(phrases) + r")(?!\w)")

    def hold_in(self, post: PreparedPost) -> bool:
        """Return whether the post quotes somebody, nothing in it is forged, and its words reject what is quoted."""
        if post.tricks or not any(segment.kind in _QUOTES for segment in post.segments):
            return False
        return self._words.search(post.folded.text) is not None
