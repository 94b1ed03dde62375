"""How quick the desk is with very many flags: from the key's request to the recorded decision, and the queue's page."""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

import uvicorn

from modbot.records import LANGUAGES, Author, Finding, Post, Severity, Signal, Span
from modbot.review.accounts import Accounts
from modbot.review.calendar import due_times
from modbot.review.desk import Desk
from modbot.store.fill import multiply_flags
from modbot.store.flags import FlagFacts
from modbot.web.parts import WebParts
from modbot.web.server import build_web

_KINDS: tuple[tuple[str, str, Severity, str], ...] = (
    ("abuse", "abuse.insult", "P2", "FT-4.1b"),
    ("spam", "spam.link", "P3", "FT-4.1e"),
    ("personal_data", "personal_data.email", "P2", "FT-4.2a"),
    ("confidential", "confidential.licence_key", "P2", "FT-4.4"),
    ("vendor_complaint", "vendor_complaint", "P3", "FT-1b"),
)
_TEXT = "The phones re-register every night and then calls drop. " * 10 + "Write to someone@example.org at once. "


@dataclass(frozen=True, slots=True)
class Timing:
    """What one kind of request took, in milliseconds."""

    name: str
    times: tuple[float, ...]

    def percentile(self, share: float) -> float:
        """Return the time that this share of requests stayed within."""
        return sorted(self.times)[min(len(self.times) - 1, int(share * len(self.times)))]


@dataclass(frozen=True, slots=True)
class DeskFigures:
    """The desk's figures with so many flags waiting."""

    flags: int
    fill_seconds: float
    decide: Timing
    queue: Timing
    card: Timing


def bench_desk(desk: Desk, flags: int = 1_000_000, rounds: int = 200) -> DeskFigures:
    """Fill the desk's empty store with so many flags, serve it on this machine, decide and look ``rounds`` times."""
    started = time.perf_counter()
    seeds = _file_seeds(desk)
    total = multiply_flags(desk.store.database, max(1, flags // seeds - 1))
    filled = time.perf_counter() - started
    accounts = Accounts(desk)
    with desk.store.transaction() as tx:
        person = tx.people.add("bench", ("reviewer", "lead"), desk.clock.now())
    token = accounts.open_session(person)
    seat = accounts.find_seat(token)
    assert seat is not None
    headers = {"Cookie": f"modbot={token}", "X-CSRF-Token": seat.csrf}
    with _serve(WebParts(desk, accounts)) as port:
        visitor = _Visitor(port, headers)
        visitor.ask("GET", "/queue")
        return DeskFigures(
            total,
            filled,
            decide=Timing("decide", visitor.decide(rounds)),
            queue=Timing("queue", visitor.look("/queue", rounds)),
            card=Timing("card", visitor.look("/cards/7", rounds)),
        )


class _Visitor:
    """A browser's requests, one after the other on one connection."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = headers

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> str:
        """Return the answer's text; anything but success ends the measurement."""
        self._connection.request(method, path, body or None, {**self._headers, **headers})
        answer = self._connection.getresponse()
        text = answer.read().decode()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path} answered {answer.status}")
        return text

    def look(self, path: str, rounds: int) -> tuple[float, ...]:
        """Return how long a page took, each time."""
        return tuple(self._time("GET", path)[0] for _ in range(rounds))

    def decide(self, rounds: int) -> tuple[float, ...]:
        """Return how long each decision took until it was recorded and the next card was there."""
        page = self.ask("GET", "/queue")
        times: list[float] = []
        for number in range(rounds):
            card, seen = _read_card(page)
            body = urlencode({"verdict": ("violation", "no_violation")[number % 2], "seen": seen})
            taken, page = self._time("POST", f"/cards/{card}/decide", body)
            times.append(taken)
        return tuple(times)

    def _time(self, method: str, path: str, body: str = "") -> tuple[float, str]:
        form = {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true", "HX-Target": "card"}
        started = time.perf_counter()
        text = self.ask(method, path, body, **(form if body else {}))
        return (time.perf_counter() - started) * 1000, text


def _read_card(page: str) -> tuple[str, str]:
    card, seen = re.search(r"/cards/(\d+)/decide", page), re.search(r'name="seen" value="([^"]+)"', page)
    if card is None or seen is None:
        raise RuntimeError("there is no card to decide")
    return card[1], seen[1]


def _file_seeds(desk: Desk) -> int:
    """File one case per kind and language through the store's own way; return how many."""
    now = desk.clock.now()
    number = 0
    with desk.store.transaction() as tx:
        for category, label, severity, clause in _KINDS:
            for language in LANGUAGES:
                number += 1
                author = Author(username=f"member{number}", id=number, trust_level=1, post_count=number)
                post = Post(number, f"{_TEXT} {number}", author, "A question", topic_id=number, language=language)
                row = tx.posts.row(tx.posts.receive(post, now).row_id)
                assert row is not None
                signals = _signals(label, category, clause)
                finding = Finding(category, label, (clause,), 0.9, severity, "live", signals)
                due = due_times(desk.calendar, severity, now)
                facts = FlagFacts(language=language, due_tto_at=due.open_at, due_at=due.resolve_at)
                tx.flags.file(row, finding, facts, now)
    return number


def _signals(label: str, category: str, clause: str) -> tuple[Signal, ...]:
    span = (Span(len(_TEXT) - 30, len(_TEXT) - 10, label),)
    return tuple(Signal(f"{family}/{label}", category, label, (clause,), 0.8, span) for family in ("rules", "models"))


@contextmanager
def _serve(parts: WebParts) -> Iterator[int]:
    config = uvicorn.Config(build_web(parts), host="127.0.0.1", port=0, log_level="error", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(5)
