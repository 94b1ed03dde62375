"""The words that tell whose a number is and what it means (config/personal/words.yaml), ready for quick look-up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from modbot.detect.word_cuts import CutWord, Place, WordCutter
from modbot.errors import ConfigError, Problem
from modbot.marked_yaml import read_model

NO_ROLES: frozenset[str] = frozenset()
_CACHE_SIZE = 1 << 16
_SHORTEST_STEM = 3
_SHORTEST_PLAIN = 5
_SPOKEN = re.compile(
    r"(?:j|c|qu|n|s|t|m)['’]|.+-(?:vous|nous|moi|toi|ils?|elles?|je|tu|le|la|les|lui|y|en|ce|me|te|se|lo|nos)\Z"
)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_NAME_JOINT = re.compile("[’'-]")
_PART_END = re.compile(r"[\W_]")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_RUSSIAN_ENDINGS = _words("ого ому ыми ими ой ей ом ем ём ым им ую юю ая яя ою ею ью ий ый а я у ю е и ы й ь о")
_GREEK_ENDINGS = _words("ουσ ου οσ οι ων ησ ασ εσ ισ ωσ υσ ο η α ε ι ω υ")  # every sigma alike, as in folded words


class WordsFile(BaseModel):
    """The shape of config/personal/words.yaml."""

    model_config = ConfigDict(extra="forbid")
    roles: dict[str, dict[str, list[str]]]
    introductions: dict[str, list[str]] = Field(default_factory=dict)
    self_phrases: dict[str, list[str]] = Field(default_factory=dict)
    columns: dict[str, dict[str, list[str]]] = Field(default_factory=dict)
    name_particles: list[str] = Field(default_factory=list)
    not_names: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """What a word as it is written tells by itself; ``is_name``: judged by its letters it may be part of a name.

    ``is_given``: and it is a given name; ``may_name``: and it is no everyday word, or a given name as well ("April").
    ``opens``: phrases of the author about himself or herself that may begin in it. Each form is made once and known by
    itself, so that what is worked out of it can be remembered quickly.
    """

    lower: str
    roles: frozenset[str]
    is_capital: bool
    is_name: bool
    is_given: bool
    is_everyday: bool
    may_name: bool
    opens: tuple[str, ...]


class Note(NamedTuple):
    """What may matter of a stretch between two blanks: the places of ``values`` that could be secrets, and its look."""

    values: tuple[Place, ...]
    is_chosen: bool
    is_long: bool


class Lexicon:
    """Roles of words in all languages at once, and the name lists.

    ``shapes``: roles that the look of a word tells; ``note``: what may matter of a stretch between two blanks.
    """

    def __init__(
        self,
        words: WordsFile,
        given: Iterable[str] = (),
        surnames: Iterable[str] = (),
        shapes: Mapping[str, Callable[[str], object]] = MappingProxyType({}),
        note: Callable[[str], Note | None] = lambda _: None,
    ) -> None:
        self._shapes = shapes
        self.columns = index_columns(words.columns)
        heads = {"all": [head.split()[-1] for head, kind in self.columns.items() if kind in {"person", "password"}]}
        self._exact, self._stems, self._cores = index_roles({**words.roles, "column": heads})
        self._shortest_stem = min(map(len, self._stems), default=0)
        self._longest_stem = max(map(len, self._stems), default=0)
        self._beginnings = frozenset(stem[: self._shortest_stem] for stem in self._stems)
        self.introductions = tuple(phrase for phrases in words.introductions.values() for phrase in phrases)
        self.self_phrases = tuple(phrase for phrases in words.self_phrases.values() for phrase in phrases)
        self._opened: dict[str, list[str]] = {}
        for phrase in (*self.introductions, *self.self_phrases):
            self._opened.setdefault(_PART_END.split(phrase, maxsplit=1)[0], []).append(phrase)
        self.particles = frozenset(words.name_particles)
        self.not_names = frozenset(fold_name(word) for word in words.not_names.split())
        self._given = frozenset(stem_name(name) for name in given)
        self._surnames = frozenset(stem_name(name) for name in surnames)
        self.roles_of = lru_cache(maxsize=_CACHE_SIZE)(self._roles_of)
        self.is_given = lru_cache(maxsize=_CACHE_SIZE)(self._is_given)
        self.is_surname = lru_cache(maxsize=_CACHE_SIZE)(self._is_surname)
        self.is_everyday = lru_cache(maxsize=_CACHE_SIZE)(self._is_everyday)
        self._form_of = lru_cache(maxsize=_CACHE_SIZE)(self._make_form)
        self.cutter = WordCutter(self._read_forms, note)

    def _read_forms(self, text: str) -> Iterable[CutWord[Form]]:
        lower = lower_in_place(text)
        for found in _WORD.finditer(text):
            start, end = found.span()
            yield CutWord(self._form_of(found[0], lower[start:end]), start, end)

    def _make_form(self, written: str, lower: str) -> Form:
        roles = self._roles_of(lower)
        if not lower.isdigit():  # no shape does without letters
            roles = roles.union([role for role, has_shape in self._shapes.items() if has_shape(lower)])
        is_name = self._is_written_as_name(written, lower)
        is_given, is_everyday = is_name and self.is_given(lower), is_name and self.is_everyday(lower)
        parts = (lower,) if lower.isalnum() else _PART_END.split(lower)
        opens = tuple(phrase for part in parts for phrase in self._opened.get(part, ()))
        may_name = is_name and (is_given or not is_everyday)
        return Form(lower, roles, written[0].isupper(), is_name, is_given, is_everyday, may_name, opens)

    def _roles_of(self, word: str) -> frozenset[str]:
        roles = self._exact.get(word, NO_ROLES)
        if word[: self._shortest_stem] in self._beginnings:
            for length in range(self._shortest_stem, min(len(word), self._longest_stem) + 1):
                roles |= self._stems.get(word[:length], NO_ROLES)
        for core, core_roles in self._cores.items():
            if core in word:
                roles |= core_roles
        if word.isalpha():
            return roles
        if ("'" in word or "’" in word) and word[0] != "m":
            before, _, last = word.replace("’", "'").rpartition("'")
            roles |= self._roles_of(before if last == "s" else last)  # "the client's", "l'indirizzo"
        if "-" in word:
            for part in word.split("-")[:4]:
                roles |= self._roles_of(part) if part else NO_ROLES
        return roles

    def _is_given(self, word: str) -> bool:
        parts = _split_name(word)
        return bool(parts) and stem_name(parts[0]) in self._given

    def _is_surname(self, word: str) -> bool:
        parts = _split_name(word)
        return bool(parts) and (stem_name(parts[-1]) in self._surnames or has_surname_ending(word))

    def _is_everyday(self, word: str) -> bool:
        return fold_name(word) in self.not_names

    def _is_written_as_name(self, written: str, lower: str) -> bool:
        """Return whether a word has a capital and no digit; all in capitals only if it is a known name."""
        if not written[0].isupper():
            return False
        if not written.isalpha() and (any(char.isdigit() or char == "_" for char in written) or _SPOKEN.match(lower)):
            return False  # "J'aimerais", "Méfiez-vous"
        return len(written) == 1 or not written.isupper() or self.is_given(lower) or self.is_surname(lower)


def _split_name(word: str) -> list[str]:
    return [word] if word.isalpha() else [part for part in _NAME_JOINT.split(word) if part]


def lower_in_place(text: str) -> str:
    """Return the text in lower case with the same length, so that places stay true."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def index_roles(
    roles: Mapping[str, Mapping[str, list[str]]],
) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Return roles by whole word, by stem (written ``stem*``) and by what stands inside a compound (``*core*``).

    Words of five letters and more are known without their accents too.
    """
    tables: tuple[dict[str, frozenset[str]], ...] = ({}, {}, {})
    for role, languages in roles.items():
        for word in (word.lower() for words in languages.values() for word in words):
            table = tables[2] if word.startswith("*") else tables[1] if word.endswith("*") else tables[0]
            key = word.strip("*")
            for form in {key, strip_accents(key)} if len(key) >= _SHORTEST_PLAIN else {key}:
                table[form] = table.get(form, NO_ROLES) | {role}
    return tables[0], tables[1], tables[2]


def index_columns(columns: Mapping[str, Mapping[str, list[str]]]) -> dict[str, str]:
    """Return the kind of each head a column of a table may have."""
    return {head.lower(): kind for kind, languages in columns.items() for heads in languages.values() for head in heads}


def fold_name(word: str) -> str:
    """Return the word without case and accents."""
    return strip_accents(word.casefold())


def strip_accents(word: str) -> str:
    """Return the word without accents."""
    plain = unicodedata.normalize("NFD", word)
    if plain.isalnum():  # nothing of it is a mark
        return plain
    return "".join(char for char in plain if not unicodedata.combining(char))


def stem_name(word: str) -> str:
    """Return a name without case, accents and (Cyrillic, Greek) its case ending, so that inflected forms meet."""
    folded = fold_name(word)
    if not folded or folded[0] < "\u0370":
        return folded
    endings = _GREEK_ENDINGS if folded[0] < "\u0400" else _RUSSIAN_ENDINGS
    folded = folded.replace("ς", "σ") if folded[0] < "\u0400" else folded
    for ending in endings if folded.endswith(endings) else ():
        if folded.endswith(ending) and len(folded) - len(ending) >= _SHORTEST_STEM:
            return folded[: -len(ending)]
    return folded


_SURNAME_STEMS = _words(
    "ов ев ин ын ск цк енк чук щук юк ян дз швил ович евич овн евн ичн οπουλ ιδ αδ ακ ελ ατ ογλ ιου ουδ"
)
_LATIN_SURNAMES = _words("opoulos opoulou idis iadis akis enko ovic owski owska ewski ewska sson ssen mann")


def has_surname_ending(word: str) -> bool:
    """Return whether the word ends like a Slavic, Greek or Nordic surname or patronymic."""
    if not word or len(word) < 5:
        return False
    if word[0] < "\u0370":
        return fold_name(word).endswith(_LATIN_SURNAMES)
    return stem_name(word).endswith(_SURNAME_STEMS)


def load_lexicon(
    folder: Path,
    more_roles: Mapping[str, dict[str, list[str]]] = MappingProxyType({}),
    shapes: Mapping[str, Callable[[str], object]] = MappingProxyType({}),
    note: Callable[[str], Note | None] = lambda _: None,
) -> Lexicon:
    """Return the lexicon in ``folder``: words.yaml (and ``more_roles``) with the name lists; raises ConfigError."""
    words = read_model(folder / "words.yaml", WordsFile)
    words.roles.update(more_roles)
    return Lexicon(words, read_names(folder / "given_names.txt"), read_names(folder / "surnames.txt"), shapes, note)


def read_names(path: Path) -> list[str]:
    """Return the names in a list file: one a line, ``#`` comments; raises ConfigError."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ConfigError([Problem(str(path), 1, 1, f"cannot be read: {error.strerror}", "check the path")]) from error
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]
