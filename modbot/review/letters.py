"""Letters of the moderators: answers, warnings, notes to staff and partners, in the language of who reads them.

Their words are data (config/letters/*.yaml, one file a language), filled in by a sandbox. A letter is always a draft:
people read and change it before it is sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from pydantic import BaseModel, ConfigDict

from modbot.errors import ConfigError
from modbot.flag.clauses import ClauseBook
from modbot.marked_yaml import MarkedDocument, read_marked
from modbot.records import LANGUAGES

_ANY = "any"


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    greeting: str
    closing: str
    warn_title: str
    warn_before: str
    warn_after: str
    reply: dict[str, str]
    edit_reason: str
    removed: dict[str, str]
    staff_title: str
    staff: str
    partner_title: str
    partner_before: str
    partner_after: str


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What a letter is about: to whom, which post, which clauses; for partners which organisation since when."""

    author: str = ""
    url: str = ""
    clauses: tuple[str, ...] = ()
    organisation: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A draft: its language, its title where it has one, its text."""

    language: str
    title: str
    text: str


class LetterWriter:
    """Writes drafts in eight languages, quoting the terms in the reader's language where the source has them."""

    def __init__(self, config: Path, clauses: ClauseBook) -> None:
        self._environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
        self._clauses = clauses
        self._templates: dict[str, Template] = {}
        self._words = {language: self._read(config / "letters" / f"{language}.yaml") for language in LANGUAGES}

    def answer(self, language: str, category: str, facts: LetterFacts) -> Letter:
        """Return an answer to a post of that category, in public."""
        words = self._in(language)
        text = words.reply.get(category, words.reply[_ANY])
        return self._letter(language, "", facts, [text])

    def warn(self, language: str, facts: LetterFacts) -> Letter:
        """Return a warning to the author: the post, the wording of the clauses, a way to object."""
        words = self._in(language)
        return self._letter(
            language, words.warn_title, facts, [words.warn_before], self._quote(language, facts), words.warn_after
        )

    def tell_staff(self, language: str, facts: LetterFacts) -> Letter:
        """Return a note to colleagues about a post."""
        words = self._in(language)
        return Letter(self._known(language), words.staff_title, self._fill(words.staff, facts))

    def tell_partner(self, language: str, facts: LetterFacts, findings: Sequence[str]) -> Letter:
        """Return a note to the owner of a partner account about confirmed findings (FT-4.12)."""
        words = self._in(language)
        lines = "\n".join(f"- {line}" for line in findings)
        return self._letter(
            language, words.partner_title, facts, [words.partner_before, lines], "", words.partner_after
        )

    def mark_removed(self, language: str, kind: str) -> str:
        """Return what stands in the place of removed data of a kind ("PHONE"), without telling its length."""
        removed = self._in(language).removed
        return removed.get(kind, removed[_ANY])

    def explain_edit(self, language: str) -> str:
        """Return the reason a forum shows for an edit."""
        return self._in(language).edit_reason

    def _known(self, language: str) -> str:
        return language if language in self._words else "en"

    def _in(self, language: str) -> _Words:
        return self._words[self._known(language)]

    def _letter(
        self, language: str, title: str, facts: LetterFacts, before: Sequence[str], quote: str = "", after: str = ""
    ) -> Letter:
        words = self._in(language)
        greeting = self._fill(words.greeting, facts)
        if not facts.author:
            greeting = greeting.replace(" ,", ",").replace(", !", "!").replace(", :", ":").replace(",,", ",")
        parts = [greeting, *(self._fill(part, facts) for part in before), quote, after, words.closing]
        return Letter(self._known(language), self._fill(title, facts), "\n\n".join(filter(None, parts)) + "\n")

    def _fill(self, text: str, facts: LetterFacts) -> str:
        if text not in self._templates:
            self._templates[text] = self._environment.from_string(text)
        return self._templates[text].render(
            author=f"@{facts.author}" if facts.author else "",
            url=facts.url,
            clauses=", ".join(facts.clauses),
            organisation=facts.organisation,
            since=facts.since,
        )

    def _quote(self, language: str, facts: LetterFacts) -> str:
        quoted = []
        for clause_id in facts.clauses:
            if clause_id in self._clauses:
                _, text = self._clauses[clause_id].wording(language, "en")
                quoted.append(f"> {clause_id}: {' '.join(text.split())}")
        return "\n>\n".join(quoted)

    def _read(self, path: Path) -> _Words:
        document = read_marked(path)
        words = document.validate(_Words)
        for name in ("reply", "removed"):
            if _ANY not in getattr(words, name):
                raise ConfigError([document.problem((name,), f"“{name}” needs words for “{_ANY}”")])
        for place, text in _list_texts(words):
            self._try(document, place, text)
        return words

    def _try(self, document: MarkedDocument, place: tuple[str, ...], text: str) -> None:
        try:
            self._fill(text, LetterFacts())
        except TemplateError as error:
            raise ConfigError([document.problem(place, f"not a letter: {error}")]) from error


def _list_texts(words: _Words) -> list[tuple[tuple[str, ...], str]]:
    found: list[tuple[tuple[str, ...], str]] = []
    for name, value in words.model_dump().items():
        if isinstance(value, Mapping):
            found += [((name, key), text) for key, text in value.items()]
        else:
            found.append(((name,), value))
    return found
