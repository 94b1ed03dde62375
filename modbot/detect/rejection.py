"""Who rejects an insult or speaks against hate does neither (clauses.md 0.1), also where a quote cannot be verified."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import regex

from modbot.detect.personal.lexicon import read_names
from modbot.prepare.disguise import fold_phrase
from modbot.prepare.views import PreparedPost

_QUOTES = frozenset({"quote", "blockquote"})


class Rejections:
    """Knows the words that reject an insult and the turns that counter hate, by language.

    ``folder`` holds ``rejections.txt``, one phrase a line, and ``countering-<language>.txt`` and
    ``innocent-<language>.txt``, one regular expression a line, in folded letters. Raises
    ConfigError when a file cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        phrases = [re.escape(fold_phrase(line)) for line in read_names(folder / "rejections.txt")]
        self._words = re.compile(r"(?<!\w)(?:" + "|".join(phrases) + r")(?!\w)")
        self._turns: dict[str, list[Any]] = {}
        for path in (*sorted(folder.glob("countering-??.txt")), *sorted(folder.glob("innocent-??.txt"))):
            turns = self._turns.setdefault(path.stem.partition("-")[2], [])
            turns += [regex.compile(line) for line in read_names(path)]

    def hold_in(self, post: PreparedPost) -> bool:
        """Return whether the post quotes somebody, nothing in it is forged, and its words reject what is quoted."""
        if post.tricks or not any(segment.kind in _QUOTES for segment in post.segments):
            return False
        return self._words.search(post.folded.text) is not None

    def counter(self, window: str, language: str) -> bool:
        """Return whether a window of folded words speaks against hate, reports it, or swears at things or oneself."""
        turns = self._turns.get(language)
        known = [turns] if turns is not None else self._turns.values()
        return any(turn.search(window) is not None for each in known for turn in each)
