"""A desk that answers over HTTP, with a few days of a support forum on it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import uvicorn
import yaml
from argon2 import PasswordHasher

from modbot.records import Author, Finding, Post, Severity, Signal, Span
from modbot.review.accounts import Accounts
from modbot.review.desk import Desk
from modbot.store.flags import FlagFacts
from modbot.store.rows import FlagRow
from modbot.store.store import Store
from modbot.web.parts import WebParts
from modbot.web.server import build_web
from tests.builders import BO, CLEO, MONDAY, store_post
from tests.fakes import FakeClock
from tests.review.scene import a_desk

PASSWORD = "correct horse battery"
QUICK = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
DANA = Author(
    "dana_sip", id=9, trust_level=2, joined_at=MONDAY - timedelta(days=800), post_count=310, groups=("partner",)
)


def build_parts(desk: Desk, **more: object) -> WebParts:
    """The web's parts with a quick hasher."""
    return WebParts(desk, Accounts(desk, QUICK), zone=ZoneInfo("Europe/Berlin"), **more)  # type: ignore[arg-type]


def make_people(store: Store) -> None:
    """Eve and Finn review, Ada leads, Gil administers, Ruth edits rules; one password for all."""
    roles = {
        "Eve": ("reviewer",),
        "Finn": ("reviewer",),
        "Ada": ("reviewer", "lead"),
        "Gil": ("admin",),
        "Ruth": ("rule_editor",),
    }
    hashed = QUICK.hash(PASSWORD)
    with store.transaction() as tx:
        for name, held in roles.items():
            tx.people.add(name, held, MONDAY, password_hash=hashed)


@contextmanager
def serve(parts: WebParts) -> Iterator[str]:
    """Yield the address of the desk, served on a free port."""
    server = uvicorn.Server(
        uvicorn.Config(build_web(parts), host="127.0.0.1", port=0, log_level="error", access_log=False)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(5)


def file_case(
    store: Store, post: Post, label: str, words: str, *, severity: Severity = "P2", hours: float = 9, **more: object
) -> FlagRow:
    """File a finding whose evidence is the given words of the post."""
    category = label.split(".", maxsplit=1)[0]
    start = post.raw.find(words)
    span = (Span(start, start + len(words), label.rsplit(".", maxsplit=1)[-1]),) if words else ()
    clauses = more.pop("clauses", ("FT-4.1b",))
    reason = "a phrase of the rule stands in the author's own words"
    rule = f"rules/{category}/{label.rsplit('.', maxsplit=1)[-1]}-{post.language or 'en'}"
    signals = (
        Signal(rule, category, label, clauses, 0.86, span, reason),  # type: ignore[arg-type]
        Signal(f"models/{category}", category, label, clauses, 0.71, span),  # type: ignore[arg-type]
    )
    finding = Finding(category, label, clauses, 0.93, severity, more.pop("status", "live"), signals)  # type: ignore[arg-type]
    due = {"due_tto_at": MONDAY + timedelta(hours=hours / 2), "due_at": MONDAY + timedelta(hours=hours)}
    facts = FlagFacts(language=post.language or "en", **due, **more)  # type: ignore[arg-type]
    with store.transaction() as tx:
        flag = tx.flags.file(store_post(tx, post), finding, facts, MONDAY).flag
    with store.reading() as tx:
        return tx.flags.get(flag.id)


def a_forum_post(number: int, raw: str, author: Author = BO, **fields: object) -> Post:
    """A post of the forum in topic 40."""
    known = {"title": "Calls drop after 30 seconds", "topic_id": 40, "post_number": number, "section": "Support"}
    known |= {
        "posted_at": MONDAY - timedelta(minutes=50 - number),
        "url": f"https://forum.example/t/40/{number}",
        "language": "en",
    }
    return Post(id=1000 + number, raw=raw, author=author, **{**known, **fields})  # type: ignore[arg-type]


def furnish(store: Store) -> list[FlagRow]:
    """Twelve cases of many kinds and languages, as forum_days.yaml tells them."""
    days = yaml.safe_load((Path(__file__).parent / "forum_days.yaml").read_text())
    cast = {"Bo": BO, "Cleo": CLEO, "Dana": DANA}
    with store.transaction() as tx:
        for number, entry in enumerate(days["talk"], 1):
            store_post(tx, a_forum_post(number, entry["raw"], cast[entry["author"]]))
    found = []
    for number, entry in enumerate(days["cases"], len(days["talk"]) + 1):
        about = {name: entry.pop(name) for name in ("title", "language") if name in entry}
        post = a_forum_post(number, entry.pop("raw"), cast[entry.pop("author", "Bo")], **about)
        entry["clauses"] = tuple(entry["clauses"])
        found.append(file_case(store, post, entry.pop("label"), entry.pop("words"), **entry))
    return found


def a_served_desk(store: Store, **manners: object) -> tuple[Desk, FakeClock]:
    """A furnished desk with people, and its clock."""
    clock = FakeClock(MONDAY)
    desk = a_desk(store, clock, **manners)
    make_people(store)
    furnish(store)
    return desk, clock
