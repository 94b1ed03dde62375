"""Posts as JSON lines: the shape programs hand posts over in. Whatever stands in a line, there is an answer to it.

Null means unknown everywhere, unknown keys are passed over, times without a zone are taken for UTC.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, StrictInt, StrictStr, ValidationError, model_validator

from modbot.records import Audience, Author, Post, QuotablePost, Surroundings

MAX_LINE = 64_000_000  # characters


def _assume_utc(at: datetime) -> datetime:
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


_Time = Annotated[datetime, AfterValidator(_assume_utc)]


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)

    @model_validator(mode="before")
    @classmethod
    def _leave_out_nulls(cls, data: Any) -> Any:
        return {key: value for key, value in data.items() if value is not None} if isinstance(data, dict) else data


class _AuthorLine(_Lenient):
    username: str = ""
    trust_level: int | None = None
    created_at: _Time | None = None
    post_count: int | None = None
    groups: tuple[str, ...] = ()
    is_staff: bool = False


class _TextLine(_Lenient):
    raw: str | None = None
    text: str | None = None
    author: _AuthorLine = _AuthorLine()
    topic_id: int | None = None
    post_number: int | None = None

    @model_validator(mode="after")
    def _ask_for_text(self) -> _TextLine:
        if self.raw is None and self.text is None:
            raise ValueError("neither “raw” nor “text”")
        return self

    @property
    def content(self) -> str:
        return self.raw if self.raw is not None else self.text or ""


class _QuotedLine(_TextLine):
    username: str = ""


class _PostLine(_TextLine):
    id: StrictInt | StrictStr
    title: str = ""
    lang: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    audience: Audience = "public"
    created_at: _Time | None = None
    quoted: tuple[_QuotedLine, ...] = ()


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no post: its number (from 1) and what is wrong with it."""

    number: int
    message: str
    id: int | str | None = None


PostLine = tuple[Post, Surroundings] | BadLine


def read_lines(stream: IO[str], most: int = MAX_LINE) -> Iterator[str]:
    """Yield the lines of a text; of one longer than ``most`` characters only its beginning is ever held."""
    while line := stream.readline(most):
        yield line
        while len(line) == most and not line.endswith("\n"):
            line = stream.readline(most)


def read_post_line(number: int, line: str) -> PostLine:
    """Return the post of one JSON line with what stands around it, or a BadLine that says what is wrong."""
    if len(line) >= MAX_LINE:
        return BadLine(number, f"longer than {MAX_LINE:,} characters")
    try:
        data = json.loads(line)
    except ValueError as error:
        return BadLine(number, f"not JSON: {error}")
    except RecursionError:
        return BadLine(number, "not JSON: nested too deeply")
    if not isinstance(data, dict):
        return BadLine(number, "not a JSON object")
    identity = data.get("id")
    is_id = isinstance(identity, int | str) and not isinstance(identity, bool)
    try:
        entry = _PostLine.model_validate(data)
    except ValidationError as error:
        return BadLine(number, _describe_fault(error), identity if is_id else None)
    return _post(entry), Surroundings(tuple(_quotable(quoted) for quoted in entry.quoted))


def _describe_fault(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(step) for step in first["loc"] if not str(step).startswith("function-"))
    message = first["msg"].removeprefix("Value error, ")
    return f"{place}: {message}" if place else message


def _post(entry: _PostLine) -> Post:
    author = entry.author
    return Post(
        id=entry.id,
        raw=entry.content,
        title=entry.title,
        language=entry.lang,
        author=Author(
            username=author.username,
            trust_level=author.trust_level,
            joined_at=author.created_at,
            post_count=author.post_count,
            groups=author.groups,
            is_staff=author.is_staff,
        ),
        section=entry.section,
        tags=entry.tags,
        topic_id=entry.topic_id,
        post_number=entry.post_number,
        audience=entry.audience,
        posted_at=entry.created_at,
    )


def _quotable(quoted: _QuotedLine) -> QuotablePost:
    name = quoted.username or quoted.author.username
    return QuotablePost(name, quoted.content, quoted.topic_id, quoted.post_number)
