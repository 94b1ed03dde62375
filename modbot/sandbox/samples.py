"""The sample posts the sandbox is filled with, and how they arrive: most at once, the others as time goes by."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from modbot.records import CATEGORIES
from modbot.sandbox.nouns import Post, User
from modbot.sandbox.posting import Draft, publish
from modbot.sandbox.world import World

FOLDER = Path(__file__).parent / "samples"
SECTIONS = ("Installation and updates", "SIP trunks and gateways", "Phones and apps", "General")


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample post. ``expected`` names the policy categories a careful reader would see; empty means it is good."""

    key: str
    language: str
    author: str
    raw: str
    title: str = ""
    reply_to: str = ""
    section: str = SECTIONS[0]
    trust: int = 1
    staff: bool = False
    expected: tuple[str, ...] = ()
    note: str = ""


def read_samples(folder: Path = FOLDER) -> list[Sample]:
    """Return all samples, threads in order; a sample that is neither a topic nor a reply is a mistake."""
    samples = [sample for path in sorted(folder.glob("*.yaml")) for sample in _read_file(path)]
    known = {sample.key for sample in samples}
    for sample in samples:
        if bool(sample.title) == bool(sample.reply_to) or (sample.reply_to and sample.reply_to not in known):
            raise ValueError(f"sample {sample.key} is neither a topic nor a reply to one")
        if set(sample.expected) - set(CATEGORIES):
            raise ValueError(f"sample {sample.key} expects an unknown category")
    if len(known) != len(samples):
        raise ValueError("two samples share a key")
    return samples


def _read_file(path: Path) -> Iterator[Sample]:
    language = path.stem
    for number, item in enumerate(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader), 1):
        fields: dict[str, Any] = {**item, "expected": tuple(item.get("expected", ()))}
        key = f"{language}-{item.get('key', number)}"
        if "reply_to" in fields:
            fields["reply_to"] = f"{language}-{fields['reply_to']}"
        fields.pop("key", None)
        yield Sample(key=key, language=language, **fields)


class SampleForum:
    """Lets samples arrive in a world: each becomes a post by its own author, in its own thread."""

    def __init__(self, world: World, samples: list[Sample]) -> None:
        self.world = world
        self.samples = samples
        self.arrived: dict[str, Post] = {}
        self._next = 0
        self._sections = {c.name: c.id for c in world.categories.values()}
        for name in SECTIONS:
            if name not in self._sections:
                self._sections[name] = world.add_category(name).id

    @property
    def waiting(self) -> int:
        """Return how many samples have not arrived yet."""
        return len(self.samples) - self._next

    def arrive(self, count: int, *, spread: timedelta = timedelta(0)) -> list[Post]:
        """Publish the next ``count`` samples; with ``spread`` their times are laid out over the past."""
        count = min(count, self.waiting)
        posts = []
        with self.world.lock:
            for number in range(count):
                past = spread * (count - number) / max(count, 1)
                posts.append(self._publish(self.samples[self._next], past))
                self._next += 1
        return posts

    def _publish(self, sample: Sample, past: timedelta) -> Post:
        parent = self.arrived.get(sample.reply_to)
        draft = Draft(
            sample.raw.replace("{quoted_post}", str(parent.post_number) if parent else "1").replace(
                "{topic}", str(parent.topic_id) if parent else "1"
            ),
            title=sample.title,
            topic_id=parent.topic_id if parent else None,
            category_id=self._sections[sample.section],
            reply_to=parent.post_number if parent else None,
            posted_at=self.world.now() - past,
        )
        self.arrived[sample.key] = post = publish(self.world, self._find_author(sample), draft)
        return post

    def _find_author(self, sample: Sample) -> User:
        for user in self.world.users.values():
            if user.username == sample.author:
                return user
        return self.world.add_user(sample.author, trust_level=sample.trust, moderator=sample.staff)


def mix_languages(samples: list[Sample]) -> list[Sample]:
    """Return the samples with languages taken in turn and every third one no good: any beginning is a fair mixture."""
    queues: dict[str, list[Sample]] = {}
    for sample in samples:
        queues.setdefault(sample.language, []).append(sample)
    queues = {language: _weave(queue) for language, queue in queues.items()}
    longest = max((len(queue) for queue in queues.values()), default=0)
    return [queue[row] for row in range(longest) for queue in queues.values() if row < len(queue)]


def _weave(queue: list[Sample]) -> list[Sample]:
    """Return samples with every third one no good while there are such, replies always after what they answer."""
    waiting = {sample.key: sample for sample in queue}
    woven: list[Sample] = []
    while waiting:
        ready = [sample for sample in waiting.values() if sample.reply_to not in waiting]
        wants_bad = len(woven) % 3 == 2
        chosen = next((sample for sample in ready if bool(sample.expected) is wants_bad), ready[0])
        woven.append(waiting.pop(chosen.key))
    return woven


class Trickle:
    """A thread that lets one sample arrive every ``seconds``, until none is left or it is stopped."""

    def __init__(self, forum: SampleForum, seconds: float) -> None:
        self._forum = forum
        self._seconds = seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sandbox-samples", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Let no more arrive."""
        self._stop.set()

    def _run(self) -> None:
        while self._forum.waiting and not self._stop.wait(self._seconds):
            self._forum.arrive(1)
