"""Drafts replies in the author's language: exactly what is missing, why, and how to get it (FT-3.*, SP-2.*, SP-3.*).

Templates are data (config/replies/*.j2, one per language), rendered in a sandbox. Staff edit a draft before it is
sent; the licence key is never asked for in public (clauses.md §0.3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, Template, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from modbot.errors import ConfigError, Problem
from modbot.records import LANGUAGES


@dataclass(frozen=True, slots=True)
class ReplyRequest:
    """What a reply is about. ``stated``: the author's version; the clause maps name the ids to cite per code.

    ``advice``: what is asked of network and machine besides the codes, never alone.
    """

    codes: Sequence[str] = ()
    topics: Sequence[str] = ()
    author: str = ""
    stated: str = ""
    clauses: Mapping[str, Sequence[str]] = field(default_factory=dict)
    topic_clauses: Mapping[str, Sequence[str]] = field(default_factory=dict)
    advice: Sequence[str] = ()


class ReplyWriter:
    """Writes reply drafts from the templates of one configuration folder."""

    def __init__(self, config: Path, current: str) -> None:
        folder = config / "replies"
        environment = SandboxedEnvironment(loader=FileSystemLoader(folder), undefined=StrictUndefined, autoescape=False)
        self._current = current
        self._templates: dict[str, Template] = {}
        for language in LANGUAGES:
            try:
                self._templates[language] = environment.get_template(f"{language}.j2")
            except TemplateError as error:
                line = getattr(error, "lineno", None) or 1
                problem = Problem(str(folder / f"{language}.j2"), line, 1, f"not a reply template: {error}")
                raise ConfigError([problem]) from error

    def write(self, language: str, request: ReplyRequest) -> str:
        """Return the draft in ``language`` (English where there is none); "" when nothing is to be said."""
        if not request.codes and not request.topics:
            return ""
        template = self._templates.get(language, self._templates["en"])
        text = template.render(
            codes=list(request.codes),
            topics=list(request.topics),
            advice=list(request.advice),
            author=f"@{request.author}" if request.author else "",
            stated=request.stated or "?",
            current=self._current,
            clauses=_join(request.clauses),
            topic_clauses=_join(request.topic_clauses),
        )
        return _tidy(text)


def _join(clauses: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {code: ", ".join(ids) for code, ids in clauses.items()}


def _tidy(text: str) -> str:
    """Return the text without the marks an unknown author's name would leave, and without runs of empty lines."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    lines[0] = lines[0].replace(" ,", ",").replace(", !", "!").replace(", :", ":")
    kept = [line for index, line in enumerate(lines) if line or (index and lines[index - 1])]
    return "\n".join(kept) + "\n"
