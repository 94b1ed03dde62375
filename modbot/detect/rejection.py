"""Who rejects a quoted insult does not insult (clauses.md 0.1), also where the quote cannot be verified."""

from __future__ import annotations

import re
from pathlib import Path

from modbot.errors import ConfigError
from modbot.prepare.disguise import fold_phrase
from modbot.prepare.views import PreparedPost

_QUOTES = frozenset({"quote", "blockquote"})


class Rejections:
    """Knows the words that reject an insult, one phrase a line; raises ConfigError when the file cannot be read."""

    def __init__(self, path: Path) -> None:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise ConfigError(f"{path}: cannot be read ({error.strerror})") from error
        phrases = [re.escape(fold_phrase(line)) for line in lines if line.strip() and not line.startswith("#")]
        self._words = re.compile(r"(?<!\w)(?:" + "|".join(phrases) + r")(?!\w)")

    def hold_in(self, post: PreparedPost) -> bool:
        """Return whether the post quotes somebody, nothing in it is forged, and its words reject what is quoted."""
        if post.tricks or not any(segment.kind in _QUOTES for segment in post.segments):
            return False
        return self._words.search(post.folded.text) is not None
