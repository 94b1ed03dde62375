"""Records with everything filled in, so that a test names only what it is about.

The cast: Ada moderates, Bo is new, Cleo is a regular.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from modbot.records import Author, Finding, Post, Signal, Span
from modbot.store.flags import Filed, FlagFacts
from modbot.store.rows import FlagRow, PostRow
from modbot.store.store import Store, Transaction

MONDAY = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
ADA = Author(username="Ada", id=1, trust_level=4, joined_at=MONDAY - timedelta(days=900), post_count=800, is_staff=True)
BO = Author(username="Bo", id=2, trust_level=0, joined_at=MONDAY - timedelta(hours=1), post_count=1)
CLEO = Author(username="Cleo", id=3, trust_level=2, joined_at=MONDAY - timedelta(days=400), post_count=120)


def a_post(id: int | str = 812, raw: str = "You are an idiot and so is your PBX.", **fields: Any) -> Post:  # noqa: A002
    """Bo's post; every field may be given."""
    known = {"author": BO, "title": "Calls drop", "topic_id": 77, "post_number": 3, "section": "Support"}
    return Post(id=id, raw=raw, **{**known, "posted_at": MONDAY, "url": f"https://forum.example/p/{id}", **fields})


def a_signal(category: str = "abuse", **fields: Any) -> Signal:
    """A rule's claim that Bo insults somebody."""
    known: dict[str, Any] = {
        "source": "rules/conduct/insult-en",
        "label": f"{category}.insult" if category == "abuse" else category,
        "clauses": ("FT-4.1b",),
        "score": 0.9,
        "spans": (Span(11, 16, "insult"),),
        "reason": "insult addressed to a person",
    }
    return Signal(category=category, **{**known, **fields})


def a_finding(category: str = "abuse", *, signals: tuple[Signal, ...] = (), **fields: Any) -> Finding:
    """The finding that a_signal() leads to."""
    claims = signals or (a_signal(category),)
    known: dict[str, Any] = {
        "label": claims[0].label,
        "clauses": claims[0].clauses,
        "score": max(claim.score for claim in claims),
        "severity": "P2",
        "status": "live",
    }
    return Finding(category=category, signals=claims, **{**known, **fields})


def facts_due(hours: float = 18, **fields: Any) -> FlagFacts:
    """What filing needs, due so many hours after Monday morning."""
    due = {"due_tto_at": MONDAY + timedelta(hours=hours / 2), "due_at": MONDAY + timedelta(hours=hours)}
    return FlagFacts(**{"language": "en", **due, **fields})


def store_post(tx: Transaction, post: Post | None = None, at: datetime = MONDAY) -> PostRow:
    """Store a post's version and return it."""
    row = tx.posts.row(tx.posts.receive(post or a_post(), at).row_id)
    assert row is not None
    return row


def file_flag(
    tx: Transaction,
    post: Post | None = None,
    finding: Finding | None = None,
    facts: FlagFacts | None = None,
    at: datetime = MONDAY,
) -> Filed:
    """Store a post and file a finding about it."""
    return tx.flags.file(store_post(tx, post, at), finding or a_finding(), facts or facts_due(), at)


def a_flag(store: Store, post: Post | None = None, finding: Finding | None = None, **facts: Any) -> FlagRow:
    """An open flag in the store, as it stands after its transaction."""
    with store.transaction() as tx:
        filed = file_flag(tx, post, finding, facts_due(**facts))
    with store.reading() as tx:
        return tx.flags.get(filed.flag.id)
