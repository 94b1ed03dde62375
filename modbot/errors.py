"""Every exception modbot raises on purpose.

::

    ModbotError
    ├── ConfigError          a file of settings, rules, terms or products is wrong; holds Problems
    ├── ForumError           the forum refused or failed; ``permanent`` says whether trying again can help
    │   ├── ForumBusy        rate limit or read-only; ``wait_seconds`` says when to come back
    │   └── BadSignature     a webhook body does not carry the agreed signature
    ├── ConflictError        somebody else decided, claimed or edited first
    ├── NotAllowed           the person's role does not allow this
    ├── NotFound             no such flag, post, rule or person
    ├── IncompleteAction     an action lacks its words, its place or what to take out
    └── ModelError           a model file does not fit its card
"""

from __future__ import annotations

from dataclasses import dataclass


class ModbotError(Exception):
    """Root of modbot's own errors: one sentence that says what to do.

    ``text`` is the sentence with blanks, ``facts`` fill them: who shows it may say it in another language.
    """

    def __init__(self, text: str = "", **facts: object) -> None:
        self.text = text
        self.facts = facts
        super().__init__(text % facts if facts else text)


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a file: where it stands (1-based), what is wrong, and what to do about it."""

    path: str
    line: int
    column: int
    message: str
    suggestion: str = ""
    source_line: str = ""

    def __str__(self) -> str:
        """Return ``file:line:column: message`` with the line, a caret and the suggestion below it."""
        text = f"{self.path}:{self.line}:{self.column}: {self.message}"
        if self.source_line:
            text += f"\n    {self.source_line}\n    {' ' * (self.column - 1)}^"
        if self.suggestion:
            text += f"\n    {self.suggestion}"
        return text


class ConfigError(ModbotError):
    """A file of settings, rules, terms or products is wrong."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


class ForumError(ModbotError):
    """The forum refused or failed; ``permanent`` says whether trying again can help."""

    def __init__(self, message: str, *, permanent: bool = False, status: int | None = None) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.status = status


class ForumBusy(ForumError):
    """The forum asks to come back later, in ``wait_seconds``."""

    def __init__(self, message: str, wait_seconds: float) -> None:
        super().__init__(message)
        self.wait_seconds = wait_seconds


class BadSignature(ForumError):
    """A webhook body does not carry the agreed signature."""


class ConflictError(ModbotError):
    """Somebody else decided, claimed or edited first."""


class NotAllowed(ModbotError):
    """The person's role does not allow this."""


class NotFound(ModbotError):
    """No such flag, post, rule or person."""


class IncompleteAction(ModbotError):
    """An action lacks its words, its place or what to take out; the message says which, kindly."""


class ModelError(ModbotError):
    """A model file does not fit its card."""
