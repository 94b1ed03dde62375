"""Where ``modbot rules`` finds posts: a file of JSON lines, standard input, or the store."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path

from modbot.cli.places import Places
from modbot.cli.streams import open_lines
from modbot.config import load_settings, read_secret
from modbot.errors import ModbotError, NotFound
from modbot.learn.backtest import Judge
from modbot.post_lines import BadLine, read_lines, read_post_line
from modbot.records import Post, Surroundings
from modbot.store.store import Store, Transaction

Found = tuple[Post, Surroundings]


@contextmanager
def open_posts(places: Places, name: str | None, limit: int) -> Iterator[tuple[Iterator[Found], Judge | None]]:
    """Yield posts and, where people decided about them, what they decided."""
    with ExitStack() as stack:
        if name is not None:
            yield islice(_read_lines(stack, name), limit), None
        else:
            reading = stack.enter_context(stack.enter_context(_open_store(places)).reading())
            yield islice(_read_stored(reading), limit), lambda post, category: _judge(reading, post, category)


def find_post(places: Places, name: str) -> Found:
    """Return the post of that id, of that file, from standard input (-), or with that text."""
    if name == "-":
        return Post("text", sys.stdin.read()), Surroundings()
    if name.isdigit():
        with _open_store(places) as store, store.reading() as reading:
            row = reading.posts.latest(name)
        if row is None:
            raise NotFound(f"there is no stored post {name}")
        return row.post, Surroundings()
    path = Path(name) if len(name) < 255 and "\n" not in name else None
    if path is None or not path.is_file():
        return Post("text", name), Surroundings()
    if path.suffix not in {".jsonl", ".json", ".gz"}:
        return Post(path.name, path.read_text(encoding="utf-8", errors="surrogateescape")), Surroundings()
    with ExitStack() as stack:
        for found in _read_lines(stack, name):
            return found
    raise ModbotError(f"{name} holds no post")


def _open_store(places: Places) -> Store:
    settings = load_settings(places.config).store
    url = read_secret(settings.url_env) or settings.url
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).is_file():
        raise ModbotError("nothing is stored yet: name a file of posts with --posts, or run modbot first")
    return Store(url)


def _read_lines(stack: ExitStack, name: str) -> Iterator[Found]:
    for number, line in enumerate(read_lines(open_lines(stack, name)), 1):
        if not line.strip():
            continue
        found = read_post_line(number, line)
        if isinstance(found, BadLine):
            raise ModbotError(f"{name}, line {number}: {found.message}")
        yield found


def _read_stored(reading: Transaction) -> Iterator[Found]:
    before: int | None = None
    while rows := reading.posts.recent(500, before):
        for row in rows:
            yield row.post, Surroundings()
        before = rows[-1].id


def _judge(reading: Transaction, post: Post, category: str) -> bool | None:
    """Return whether people called the post a violation of the category; None where nobody decided."""
    flag = reading.flags.last_decided(str(post.id), category)
    decision = reading.decisions.latest(flag.id) if flag is not None else None
    if decision is None or decision.verdict == "escalate":
        return None
    return decision.verdict == "violation"
