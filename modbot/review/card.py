"""One card: a case with everything a person needs to decide it, put together from the store."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from modbot.flag.clauses import ClauseBook
from modbot.records import ActionKind, QuotablePost, Surroundings
from modbot.review.decide import offer_actions
from modbot.review.desk import CONSEQUENCES, Desk, Reviewer
from modbot.review.evidence import Hiding, Mark, ShownPost, excerpt, mark_evidence, shorten, show_post
from modbot.review.roles import may
from modbot.store.rows import ActionRow, DecisionRow, FlagRow, NoteRow, PostRow, SignalRow
from modbot.store.store import Transaction

_NEIGHBOURS, _BEGINNING = 3, 160
# Secrets and data mix letters and digits by nature: nothing is disguised where a case is about nothing else.
_MIXED_BY_NATURE = frozenset({"personal_data", "confidential"})
_ROUGHLY_PERSONAL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\+?\d[\d ()/.-]{6,}\d")


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A flag of the card's post with the signals behind it that speak of the shown version."""

    flag: FlagRow
    signals: tuple[SignalRow, ...]


@dataclass(frozen=True, slots=True)
class ShownClause:
    """A clause in the reviewer's and in the author's language, with the date and hash that name its wording."""

    id: str
    short: str
    reader_language: str
    reader_text: str
    author_language: str
    author_text: str
    source_date: str
    hash: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A post around the card's one, or another post of the same case, in one masked line."""

    author: str
    line: str
    is_this: bool = False


@dataclass(frozen=True, slots=True)
class ShownAuthor:
    """Who wrote it: facts of the account, and only whether there were earlier cases, not how many."""

    name: str
    days: int | None
    post_count: int | None
    trust_level: int | None
    partner: str
    groups: tuple[str, ...]
    has_history: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to choose in detail: a clause or an action, and whether it is chosen already."""

    id: str
    short: str = ""
    chosen: bool = False
    needs_second: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A case on the table. ``seen`` names every open flag with the version shown: what a decision answers to."""

    lead: FlagRow
    findings: tuple[ShownFinding, ...]
    post: PostRow
    shown: ShownPost
    language: str
    tricks: tuple[str, ...]
    clauses: tuple[ShownClause, ...]
    author: ShownAuthor
    thread: tuple[Neighbour, ...]
    group: tuple[Neighbour, ...]
    notes: tuple[NoteRow, ...]
    history: tuple[DecisionRow, ...]
    deeds: tuple[ActionRow, ...]
    clause_choices: tuple[Offer, ...]
    action_choices: tuple[Offer, ...]
    offered: tuple[ActionKind, ...]
    seen: str
    claimed_by: str
    is_mine: bool
    may_decide: bool
    edited_since: bool


@dataclass(frozen=True, slots=True)
class Look:
    """How somebody looks at a card: in which language, with what uncovered, the whole of a long post or not."""

    language: str = "en"
    uncovered: frozenset[Hiding] = frozenset()
    whole: bool = False


def build_card(desk: Desk, tx: Transaction, flag_id: int, reviewer: Reviewer, look: Look) -> Card:
    """Return the card of a flag's case; raises NotFound."""
    now = desk.clock.now()
    lead = tx.flags.get(flag_id)
    members = tx.flags.of_cases([lead.case_id], only_open=True) if lead.state == "open" else [lead]
    here = [flag for flag in members if flag.post_id == lead.post_id] or [lead]
    here.sort(key=lambda flag: (flag.id != lead.id, flag.severity, flag.id))
    post = tx.posts.rows([lead.post_row])[lead.post_row]
    signals = [row for row in tx.signals.of_flags([flag.id for flag in here]) if row.post_row == post.id]
    marks = gather_marks(signals)
    prepared = desk.prepare(post.post, Surroundings(quotable=_find_quotable(tx, post)))
    findings = tuple(ShownFinding(flag, tuple(row for row in signals if row.flag_id == flag.id)) for flag in here)
    offered = tuple(dict.fromkeys(kind for flag in here for kind in offer_actions(desk, flag)))
    claimed_by = lead.claimed_by if lead.claimed_by and lead.claimed_until and lead.claimed_until > now else ""
    cited = tuple(dict.fromkeys(clause for flag in here for clause in flag.clauses))
    return Card(
        lead=lead,
        findings=findings,
        post=post,
        shown=show_post(prepared, marks, look.uncovered, look.whole),
        language=prepared.language,
        tricks=() if {flag.category for flag in here} <= _MIXED_BY_NATURE else prepared.tricks,
        clauses=tuple(_show_clauses(desk.clauses, cited, look.language, prepared.language)),
        author=_show_author(tx, lead, post, now),
        thread=_show_thread(tx, post),
        group=_show_group(tx, [flag for flag in members if flag.post_id != lead.post_id]),
        notes=tuple(note for flag in here for note in tx.notes.about(f"flag/{flag.id}")),
        history=tuple(tx.decisions.of_flag(lead.id)),
        deeds=tuple(row for flag in here for row in tx.actions.of_flag(flag.id)),
        clause_choices=tuple(_offer_clauses(desk, cited, look.language)),
        action_choices=tuple(_offer_actions(desk, here, offered)),
        offered=offered,
        seen=",".join(f"{flag.id}:{flag.version}" for flag in members if flag.state == "open"),
        claimed_by=claimed_by,
        is_mine=claimed_by == reviewer.name,
        may_decide=may(reviewer.roles, "review") and claimed_by in ("", reviewer.name) and lead.state == "open",
        edited_since=not post.latest,
    )


def gather_marks(signals: Iterable[SignalRow]) -> list[Mark]:
    """Return the evidence of signals, each place once."""
    marks = [mark for row in signals for mark in mark_evidence(row.signal.category, row.signal.label, row.signal.spans)]
    return list(dict.fromkeys(marks))


def summarize(post: PostRow, signals: Iterable[SignalRow]) -> str:
    """Return one line of a post around its evidence, with everything hidden that is hidden at first."""
    return excerpt(post.post.raw, gather_marks(row for row in signals if row.post_row == post.id))


def mask_roughly(text: str) -> str:
    """Return text with what looks like an address or a number of a person covered: for lines nobody examined."""
    return _ROUGHLY_PERSONAL.sub(lambda found: re.sub(r"\w", "•", found[0]), text)


def read_seen(text: str) -> dict[int, int]:
    """Return flag id → version from a card's ``seen``; raises ValueError on anything else."""
    pairs = [pair.split(":") for pair in text.split(",") if pair]
    if any(len(pair) != 2 for pair in pairs) or len(pairs) > 5000:
        raise ValueError("not a list of flag:version")
    seen = {int(flag_id): int(version) for flag_id, version in pairs}
    if any(not 0 <= number < 2**53 for pair in seen.items() for number in pair):
        raise ValueError("not a list of flag:version")
    return seen


def _find_quotable(tx: Transaction, post: PostRow) -> tuple[QuotablePost, ...]:
    """Return the posts of the topic that a quote may come from; none where nothing is quoted."""
    if post.post.topic_id is None or "[quote" not in post.post.raw:
        return ()
    rows = tx.posts.in_topic(post.post.topic_id, limit=200)
    return tuple(
        QuotablePost(row.post.author.username, row.post.raw, row.post.topic_id, row.post.post_number)
        for row in rows
        if row.post_id != post.post_id
    )


def _show_clauses(book: ClauseBook, ids: Sequence[str], reader: str, author: str) -> Iterable[ShownClause]:
    for clause_id in ids:
        if clause_id not in book:
            continue
        clause = book[clause_id]
        reader_language, reader_text = clause.wording(reader, "en")
        author_language, author_text = clause.wording(author, "en")
        date = clause.source_date.isoformat()
        yield ShownClause(
            clause.id,
            clause.name_in(reader),
            reader_language,
            reader_text,
            author_language,
            author_text,
            date,
            clause.hash,
        )


def _show_author(tx: Transaction, lead: FlagRow, post: PostRow, now: datetime) -> ShownAuthor:
    author = post.post.author
    earlier = [flag for flag in tx.flags.of_author(author.username, limit=10) if flag.post_id != lead.post_id]
    return ShownAuthor(
        name=author.username,
        days=(now - author.joined_at).days if author.joined_at else None,
        post_count=author.post_count,
        trust_level=author.trust_level,
        partner=lead.partner,
        groups=author.groups,
        has_history=bool(earlier),
    )


def _show_thread(tx: Transaction, post: PostRow) -> tuple[Neighbour, ...]:
    topic, number = post.post.topic_id, post.post.post_number
    if topic is None or number is None:
        return ()
    around = tx.posts.in_topic(topic, range(max(1, number - _NEIGHBOURS), number + _NEIGHBOURS + 1))
    signals = tx.signals.of_versions(row.id for row in around)
    return tuple(
        Neighbour(row.post.author.username, "…", True)
        if row.post_id == post.post_id
        else Neighbour(row.post.author.username, _line(row, signals))
        for row in around
    )


def _show_group(tx: Transaction, others: Sequence[FlagRow]) -> tuple[Neighbour, ...]:
    first_flags = {flag.post_row: flag for flag in reversed(others)}
    rows = tx.posts.rows(list(first_flags)[:200])
    signals = tx.signals.of_flags([flag.id for flag in others[:400]])
    return tuple(Neighbour(row.post.author.username, summarize(row, signals)) for row in rows.values())


def _line(row: PostRow, signals: Iterable[SignalRow]) -> str:
    """Return the beginning of a post; what was found in it is hidden here as it is on its own card."""
    marks = gather_marks(found for found in signals if found.post_row == row.id)
    return mask_roughly(shorten(row.post.raw, marks, _BEGINNING))


def _offer_clauses(desk: Desk, cited: Sequence[str], reader: str) -> Iterable[Offer]:
    in_policy = [clause for category in desk.policy.categories.values() for clause in category.clauses]
    by_label = [
        c for category in desk.policy.categories.values() for lab in category.labels.values() for c in lab.clauses
    ]
    for clause_id in dict.fromkeys([*cited, *sorted({*in_policy, *by_label, "FT-4.1h", "FT-4.2d"})]):
        if clause_id in desk.clauses:
            yield Offer(clause_id, desk.clauses[clause_id].name_in(reader), clause_id in cited)


def _offer_actions(desk: Desk, flags: Sequence[FlagRow], offered: Sequence[ActionKind]) -> Iterable[Offer]:
    known = [desk.policy.categories[flag.category] for flag in flags if flag.category in desk.policy.categories]
    kinds: dict[ActionKind, None] = dict.fromkeys(kind for category in known for kind in category.actions)
    kinds["tell_staff"] = None
    for kind in kinds:
        yield Offer(kind, chosen=kind in offered, needs_second=kind in CONSEQUENCES)
