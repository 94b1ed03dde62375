"""What a rule file may say. Field by field this is also the JSON Schema editors get."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from modbot.prepare.views import SegmentKind
from modbot.records import Audience, Owner, Severity

RuleStatus = Literal["draft", "shadow", "live", "retired"]
ViewName = Literal["raw", "exposure", "prose", "plain", "folded", "title", "links"]
Language = Literal["en", "de", "it", "fr", "ru", "el", "pt", "es"]


def _listed(value: Any) -> Any:
    """Read one text where a list is expected as a list of one, nothing as an empty list."""
    if value is None:
        return []
    return [value] if isinstance(value, str) else value


def _several(value: Any) -> Any:
    """Read one mapping where a list of them is expected as a list of one."""
    return [value] if isinstance(value, dict | BaseModel) else (value or [])


Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Range(_Strict):
    """A number at least ``min`` and at most ``max``; a bare number means exactly that."""

    min: float | None = None
    max: float | None = None

    @model_validator(mode="before")
    @classmethod
    def _read_bare_number(cls, value: Any) -> Any:
        return value if isinstance(value, dict | Range) else {"min": value, "max": value}

    def holds(self, number: float) -> bool:
        """Return whether ``number`` lies in the range."""
        return (self.min is None or number >= self.min) and (self.max is None or number <= self.max)


class Words(_Strict):
    """What to look for: any of these."""

    phrases: Texts = Field((), description="Words and phrases; * at a word's edge stands for more letters: idiot*")
    patterns: Texts = Field((), description="Regular expressions; (?P<evidence>…) marks the part to point to")
    lists: Texts = Field((), description="Files in config/lists, one phrase a line, without .txt")
    pattern_lists: Texts = Field((), description="Files in config/lists, one regular expression a line, without .txt")

    def has_words(self) -> bool:
        """Return whether anything is to be looked for in the text."""
        return bool(self.phrases or self.patterns or self.lists or self.pattern_lists)


class Near(Words):
    """Words that must (or must not) stand near the words of the condition."""

    within: int = Field(40, ge=0, le=2000, description="Characters between the two at most")
    side: Literal["either", "before", "after"] = Field("either", description="On which side of the condition's words")
    same_sentence: bool = Field(True, description="No end of a sentence in between")


class AuthorCondition(_Strict):
    """What must be known of the author; what the forum does not tell counts as not met."""

    trust_level: Range | None = None
    post_count: Range | None = None
    age_days: Range | None = Field(None, description="Days between joining and the post")
    staff: bool | None = None
    groups: Texts = ()
    usernames: Texts = ()


class PostCondition(_Strict):
    """What must be known of the post."""

    first_post: bool | None = Field(None, description="The author has no other post")
    post_number: Range | None = None
    section: Texts = ()
    tags: Texts = ()
    audience: Audience | None = None
    has_links: bool | None = None
    mismatched_link: bool | None = Field(None, description="A link shows another address than it leads to")
    link_hosts: Texts = Field((), description="A link leads to one of these hosts or below it")
    link_host_lists: Texts = Field((), description="Files in config/lists, one host a line, without .txt")
    attachments: Texts = Field((), description="A file of such a name is attached: *.pcap")
    disguised: bool | None = Field(None, description="Folding had to undo a disguise")
    length: Range | None = Field(None, description="Characters of the raw text")


class Condition(Words):
    """A condition: any of its words where the view shows them, and all else that it asks for."""

    view: ViewName | None = Field(None, description="Where to look; a rule's view is its conditions' default")
    segments: Annotated[tuple[SegmentKind | Literal["title"], ...], BeforeValidator(_listed)] = ()
    match_case: bool = False
    check: str | None = Field(None, description="A named check each place must pass: iban, luhn, phone, entropy …")
    near: Near | None = None
    not_near: Annotated[tuple[Near, ...], BeforeValidator(_several)] = Field(
        (), description="Words of which none may stand near; one or several such conditions"
    )
    at_least: int = Field(1, ge=1, le=100, description="How many places there must be")
    author: AuthorCondition | None = None
    post: PostCondition | None = None
    all_of: tuple[Condition, ...] = Field((), alias="all")
    any_of: tuple[Condition, ...] = Field((), alias="any")
    none_of: tuple[Condition, ...] = Field((), alias="not")

    def asks_for_something(self) -> bool:
        """Return whether the condition can fail at all."""
        return self.has_words() or any((self.author, self.post, self.all_of, self.any_of, self.none_of))


class ExampleAuthor(_Strict):
    """The author of an example, as the forum would tell."""

    username: str = "cleo"
    trust_level: int | None = None
    joined_at: datetime | None = None
    post_count: int | None = None
    groups: Texts = ()
    staff: bool = False


class Example(_Strict):
    """A post the rule is tried on; ``[[…]]`` in raw or title marks the evidence it must point to."""

    raw: str = ""
    title: str = ""
    language: str = ""
    author: ExampleAuthor = ExampleAuthor()
    post_number: int | None = None
    section: str = ""
    tags: Texts = ()
    audience: Audience = "public"
    posted_at: datetime | None = None

    @model_validator(mode="before")
    @classmethod
    def _read_bare_text(cls, value: Any) -> Any:
        return {"raw": value} if isinstance(value, str) else value


class Rule(Condition):
    """One rule: what it looks for, what it means, and the examples that prove it."""

    id: str = Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=80)
    status: RuleStatus
    category: str
    label: str = ""
    clauses: Texts = ()
    severity: Severity | None = None
    score: float = Field(0.8, gt=0, le=1)
    hint: bool = Field(False, description="Shown to staff, never a violation")
    languages: Annotated[tuple[Language, ...], BeforeValidator(_listed)] = ()
    span_type: str = ""
    owner: Owner = Field("unknown", description="Whose data the evidence is")
    reason: str = Field("", description="One sentence for staff; it never quotes the post")
    expires: date | None = Field(None, description="Posts after this day are not looked at: for hot fixes")
    false_positives: str = Field("", description="Known good posts it would catch, in words")
    maintainer: str = ""
    match: tuple[Example, ...] = ()
    no_match: tuple[Example, ...] = ()

    @field_validator("match", "no_match", mode="before")
    @classmethod
    def _read_examples(cls, value: Any) -> Any:
        return [value] if isinstance(value, str | dict) else (value or [])

    @property
    def is_active(self) -> bool:
        """Return whether the rule takes part in examining posts."""
        return self.status in {"live", "shadow"}
