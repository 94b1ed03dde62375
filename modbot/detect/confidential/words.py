"""The words and shapes of secrets (config/confidential/*.yaml), checked and ready for use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from modbot.marked_yaml import read_model

# "gxp2170": few letters and a number are the name of a device; what mixes both otherwise, or ends in a year, may be
# a secret.
_MODEL, _SHORTEST_MIXTURE, _SHORT = r"(?![a-z]{4,5}(?:1[5-9]|20)\d\d$)[a-z]{1,5}\d{2,4}[a-z]{0,2}", 6, 4


class SecretWordsFile(BaseModel):
    """The shape of config/confidential/words.yaml."""

    model_config = ConfigDict(extra="forbid")
    roles: dict[str, dict[str, list[str]]]
    placeholders: list[str]
    products: list[str]
    confidential_files: dict[str, list[str]]
    provisioning_links: list[str]


class TokenShape(BaseModel):
    """One issuer's token: its pattern, and words of which one must stand in the post."""

    model_config = ConfigDict(extra="forbid")
    id: str
    pattern: str
    starts: list[str]
    near: list[str] = Field(default_factory=list)


class TokensFile(BaseModel):
    """The shape of config/confidential/tokens.yaml."""

    model_config = ConfigDict(extra="forbid")
    tokens: list[TokenShape]
    commands: list[TokenShape] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TokenPattern:
    """One issuer's token, ready for use."""

    id: str
    pattern: re.Pattern[str]
    starts: tuple[str, ...]
    near: tuple[str, ...]

    def may_stand_in(self, text: str, lower: str) -> bool:
        """Return whether a quick look finds what the token begins with, and the words it asks for."""
        if not any(start in text for start in self.starts):
            return False
        return not self.near or any(word in lower for word in self.near)


@dataclass(frozen=True, slots=True)
class SecretShapes:
    """Everything the confidential finders look for besides words."""

    placeholders: frozenset[str]
    models: re.Pattern[str]
    mixed: re.Pattern[str]
    files: tuple[tuple[str, re.Pattern[str]], ...]
    links: tuple[re.Pattern[str], ...]
    tokens: tuple[TokenPattern, ...]
    commands: tuple[TokenPattern, ...]


def read_secret_words(config: Path) -> SecretWordsFile:
    """Return config/confidential/words.yaml; raises ConfigError."""
    return read_model(config / "confidential" / "words.yaml", SecretWordsFile)


def build_shapes(config: Path, words: SecretWordsFile) -> SecretShapes:
    """Return the compiled shapes; raises ConfigError for an unreadable file."""
    shapes = read_model(config / "confidential" / "tokens.yaml", TokensFile)
    names = sorted(words.products, key=len, reverse=True)
    long, short = ("|".join(n for n in names if (len(n) > _SHORT) == is_long) for is_long in (True, False))
    models = rf"(?:(?:{long})[a-z]{{0,8}}|(?:{short})[a-z]?)[-_/.]?v?\d[\w.-]{{0,9}}"
    return SecretShapes(
        frozenset(word.lower() for word in words.placeholders),
        re.compile(models, re.I),
        re.compile(rf"(?=.*\d)(?=.*[^\W\d_])(?!(?:{models}|{_MODEL})$).{{{_SHORTEST_MIXTURE},}}"),
        tuple(
            (kind, re.compile(rf"(?<![\w.-])(?:{'|'.join(names)})(?![\w-])", re.I))
            for kind, names in words.confidential_files.items()
        ),
        tuple(re.compile(link, re.I) for link in words.provisioning_links),
        tuple(_compile(token, rf"(?<![\w-])(?:{token.pattern})(?![\w-])") for token in shapes.tokens),
        tuple(_compile(command, command.pattern) for command in shapes.commands),
    )


def _compile(shape: TokenShape, pattern: str) -> TokenPattern:
    return TokenPattern(shape.id, re.compile(pattern), tuple(shape.starts), tuple(shape.near))
