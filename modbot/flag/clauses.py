"""The terms as data: clause id → text per language, version, hash (config/terms/*.yaml)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from modbot.errors import ConfigError, Problem
from modbot.marked_yaml import MarkedDocument, read_marked


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _ClauseEntry(_Strict):
    id: str
    short: str
    short_in: dict[str, str] = Field(default_factory=dict)
    method: str
    severity: str = ""
    category: str | None = None
    words: dict[str, str] = Field(default_factory=dict)
    note: str = ""
    hash: str
    text: dict[str, str]


class _TermsFile(_Strict):
    document: str
    title: str
    vendor: str
    source_date: date
    effective_from: date
    effective_until: date | None = None
    languages: tuple[str, ...]
    note: str = ""
    clauses: tuple[_ClauseEntry, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of the terms: its wording in the source's languages, and the hash that names this wording."""

    id: str
    document: str
    short: str
    short_in: Mapping[str, str]
    method: str
    severity: str
    category: str | None
    words: Mapping[str, str]
    note: str
    text: Mapping[str, str]
    hash: str
    source_date: date
    effective_until: date | None

    def name_in(self, language: str) -> str:
        """Return what the clause is called in this language, in English where nobody has named it there."""
        return self.short_in.get(language, self.short)

    def wording(self, *languages: str) -> tuple[str, str]:
        """Return (language, text) in the first of ``languages`` the source has, else in the source's first."""
        for language in languages:
            if language in self.text:
                return language, self.text[language]
        language = next(iter(self.text))
        return language, self.text[language]


class ClauseBook:
    """All clauses of all terms, by id."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self._by_id = {clause.id: clause for clause in clauses}
        self.version = hashlib.sha256("".join(f"{c.id}{c.hash}" for c in clauses).encode()).hexdigest()[:12]

    def __contains__(self, clause_id: str) -> bool:
        return clause_id in self._by_id

    def __iter__(self) -> Iterator[Clause]:
        return iter(self._by_id.values())

    def __getitem__(self, clause_id: str) -> Clause:
        """Return the clause; KeyError when the terms have none of that id."""
        return self._by_id[clause_id]

    def ids(self) -> tuple[str, ...]:
        """Return all clause ids in the order of the documents."""
        return tuple(self._by_id)

    def expired(self, today: date) -> tuple[str, ...]:
        """Return the documents whose terms are no longer in force: a warning, never silence (ZM-0)."""
        return tuple(
            sorted({c.document for c in self._by_id.values() if c.effective_until and c.effective_until < today})
        )


def hash_wording(text: Mapping[str, str]) -> str:
    """Return the 16 hex digits that name this wording in all its languages; one changed letter changes it."""
    joined = "\n\n".join(f"{language}:{text[language]}" for language in sorted(text))
    return hashlib.sha256(joined.encode()).hexdigest()[:16]


def load_clauses(folder: Path) -> ClauseBook:
    """Return the clauses of all files in ``folder``; raises ConfigError on double ids and on changed wording."""
    clauses: dict[str, Clause] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        document = read_marked(path)
        terms = document.validate(_TermsFile)
        for index, entry in enumerate(terms.clauses):
            problems += _problems_of(document, index, entry, clauses)
            clauses[entry.id] = _clause(terms, entry)
    if problems:
        raise ConfigError(problems)
    return ClauseBook(list(clauses.values()))


def _problems_of(
    document: MarkedDocument, index: int, entry: _ClauseEntry, known: Mapping[str, Clause]
) -> list[Problem]:
    problems = []
    if entry.id in known:
        problems.append(document.problem(("clauses", index, "id"), f"clause “{entry.id}” stands twice", "keep one"))
    if entry.hash != (right := hash_wording(entry.text)):
        message = f"the text of {entry.id} is not the one its hash names"
        problems.append(
            document.problem(
                ("clauses", index, "hash"),
                message,
                f"if the terms changed, write “hash: {right}” and review the rules that cite {entry.id}",
            )
        )
    return problems


def _clause(terms: _TermsFile, entry: _ClauseEntry) -> Clause:
    return Clause(
        id=entry.id,
        document=terms.document,
        short=entry.short,
        short_in=entry.short_in,
        method=entry.method,
        severity=entry.severity,
        category=entry.category,
        words=entry.words,
        note=entry.note,
        text=entry.text,
        hash=entry.hash,
        source_date=terms.source_date,
        effective_until=terms.effective_until,
    )
