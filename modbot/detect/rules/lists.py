"""Word lists (config/lists/*.txt): one entry a line, ``#`` starts a comment line."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from modbot.errors import Problem


@dataclass(frozen=True, slots=True)
class WordList:
    """The entries of one list file and the line each stands on."""

    path: Path
    entries: tuple[str, ...]
    lines: tuple[int, ...]

    def problem(self, entry: int, offset: int, message: str, suggestion: str) -> Problem:
        """Return a Problem at character ``offset`` of an entry."""
        return Problem(str(self.path), self.lines[entry], offset + 1, message, suggestion, self.entries[entry])


class ListShelf:
    """The folder of lists; each is read once. ``problems`` holds what is wrong with those read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lists: dict[str, WordList | None] = {}
        self.problems: list[Problem] = []

    def take(self, name: str) -> WordList | None:
        """Return the list of that name (without .txt); None when there is no such file."""
        if name not in self._lists:
            path = (self._folder / f"{name}.txt").resolve()
            is_inside = path.is_relative_to(self._folder.resolve())
            self._lists[name] = self._read(path) if is_inside and path.is_file() else None
        return self._lists[name]

    def entries(self) -> dict[str, tuple[str, ...]]:
        """Return the entries of every list taken so far."""
        return {name: found.entries for name, found in self._lists.items() if found is not None}

    def suggest(self, name: str) -> str:
        """Return what to do about a list that is not there."""
        known = [path.relative_to(self._folder).with_suffix("").as_posix() for path in self._folder.rglob("*.txt")]
        close = difflib.get_close_matches(name, known, n=1)
        return f"did you mean “{close[0]}”?" if close else f"create {self._folder / name}.txt"

    def _read(self, path: Path) -> WordList:
        try:
            lines = path.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError):
            self.problems.append(Problem(str(path), 1, 1, "cannot be read as UTF-8 text", "save it as UTF-8"))
            lines = []
        kept = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
        self.problems += _find_untidy(path, kept)
        return WordList(path, tuple(line for _, line in kept), tuple(number for number, _ in kept))


def _find_untidy(path: Path, lines: list[tuple[int, str]]) -> Iterator[Problem]:
    first_of: dict[str, int] = {}
    for number, line in lines:
        if line != line.strip():
            yield Problem(str(path), number, 1, "white space at the edge of the entry", "remove it", line)
        if line in first_of:
            message = f"stands here a second time, first on line {first_of[line]}"
            yield Problem(str(path), number, 1, message, "keep one", line)
        first_of.setdefault(line, number)
