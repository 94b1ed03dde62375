"""Reads the word lists of config/prerequisites/: one file per language and one for words of all languages."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from modbot.marked_yaml import read_model


class WordList(BaseModel):
    """One language's phrases, per concept."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: str
    concepts: dict[str, tuple[str, ...]]


def load_word_list(path: Path) -> WordList:
    """Return the word list at ``path``; raises ConfigError with file, line and column of each fault."""
    return read_model(path, WordList)


def load_concepts(config: Path, languages: tuple[str, ...]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the phrases per concept and language, each with the words of all languages; raises ConfigError."""
    folder = config / "prerequisites"
    shared = load_word_list(folder / "any.yaml").concepts
    books: dict[str, dict[str, tuple[str, ...]]] = {}
    for language in languages:
        own = load_word_list(folder / f"{language}.yaml").concepts
        books[language] = {name: (*shared.get(name, ()), *own.get(name, ())) for name in {**shared, **own}}
    return books
