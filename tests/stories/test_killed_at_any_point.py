"""Killed at random moments and started again, modbot checks every post once and files every flag once."""

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from modbot.sandbox.nouns import Post
from modbot.sandbox.posting import Draft, edit, publish
from modbot.sandbox.server import Sandbox, start_sandbox
from modbot.store.store import Store

ROOT = Path(__file__).parents[2]
FINE = "The trunk registers and drops again after ninety seconds, case {}."
TEXTS = [FINE] * 5 + ["Case {}: you are an idiot, all of you here.", "Case {}: buy now, ninety percent off, idiot!"]
EXPECTED = {"idiot": "abuse", "buy now": "spam"}


def write_until(stop: Path, sandbox: Sandbox, chance: random.Random, process: subprocess.Popen[str]) -> None:
    """Members write and edit as long as children are killed."""
    world = sandbox.world
    members = [world.add_user(f"member{number}", trust_level=1) for number in range(30)]
    written: list[Post] = []
    while not stop.exists() and process.poll() is None:
        with world.lock:
            author = chance.choice(members)
            if len(written) % 100 == 0:
                title = f"Calls drop since Monday, part {len(written)}"
                topic = publish(world, author, Draft(FINE.format(0), title=title)).topic_id
            written.append(publish(world, author, Draft(chance.choice(TEXTS).format(len(written) + 1), topic_id=topic)))
            if chance.random() < 0.1:
                mine = chance.choice(written)
                edit(world, world.users[mine.user_id], mine, f"{mine.raw} Edited: you are an idiot.")
        time.sleep(0.1)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("database", "kills"), [("sqlite", 200), pytest.param("postgres", 60, marks=pytest.mark.postgres)]
)
def test_every_post_is_checked_once_and_every_flag_filed_once(
    request: pytest.FixtureRequest, tmp_path: Path, database: str, kills: int
) -> None:
    url, stop, seed = str(request.getfixturevalue(f"{database}_url")), tmp_path / "stop", random.randrange(10**6)
    sys.stdout.write(f"seed {seed}\n")
    with start_sandbox() as sandbox:
        command = [sys.executable, str(Path(__file__).parent / "kill_loop.py")]
        arguments = [url, sandbox.base_url, str(kills), str(seed), str(stop)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(
            [*command, *arguments], stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment
        ) as process:
            write_until(stop, sandbox, random.Random(seed), process)
            assert process.stdout is not None
            result = json.loads(process.stdout.read().splitlines()[-1])
        assert (result["killed"], result["last"]) == (kills, 0)
        with Store(url) as store:
            check_posts(store, sandbox)
            check_flags(store)
            check_forum(store, sandbox)


def check_posts(store: Store, sandbox: Sandbox) -> None:
    members = {user.id for user in sandbox.world.users.values() if user.username.startswith("member")}
    written = {post.id: post.raw for post in sandbox.world.posts.values() if post.user_id in members}
    with store.reading() as tx:
        rows = {int(row.post_id): row for row in tx.posts.recent(limit=100_000)}
    assert {number: row.post.raw for number, row in rows.items()} == written
    assert all(row.checked_at and not row.incomplete and not row.parked_at for row in rows.values())
    again = sum(row.attempts > 1 for row in rows.values())
    sys.stdout.write(f"{len(rows)} posts, {again} of them in the hands of a child when it died\n")
    assert again > 0


def check_flags(store: Store) -> None:
    with store.reading() as tx:
        ids = [row.post_id for row in tx.posts.recent(limit=100_000)]
        versions = {post_id: tx.posts.versions(post_id) for post_id in ids}
        flags = [(flag.post_id, flag.category) for post_id in ids for flag in tx.flags.of_post(post_id)]
        signals = Counter(
            (row.post_row, row.signal.source)
            for rows in versions.values()
            for version in rows
            for row in tx.signals.of_version(version.id)
        )
        audit = tx.audit.verify()
        opened = Counter(entry.subject for entry in tx.audit.walk() if entry.verb == "open flag")
        done = Counter(entry.subject for entry in tx.audit.walk() if entry.verb == "action done")
        cards = sum(tx.flags.count_open().values())
    expected = {
        (post_id, category)
        for post_id, rows in versions.items()
        for word, category in EXPECTED.items()
        if any(word in row.post.raw for row in rows)
    }
    assert len(flags) > 10
    assert Counter(flags) == Counter(expected)
    assert set(signals.values()) == {1}
    assert audit.whole
    assert (len(opened), set(opened.values()), set(done.values())) == (len(flags), {1}, {1})
    assert 0 < cards <= len(flags)


def check_forum(store: Store, sandbox: Sandbox) -> None:
    with store.reading() as tx:
        sent = [row for row in tx.actions.newest(limit=100_000) if row.kind == "send_to_review"]
    assert {row.state for row in sent} == {"done"}
    flagged = Counter(item.post_id for item in sandbox.world.reviewables.values())
    assert flagged == Counter({int(row.target.removeprefix("post/")): 1 for row in sent})
