"""Rules edited while posts are examined."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from modbot.detect.rules.checks import Vocabulary
from modbot.detect.rules.detector import RuleDetector
from modbot.detect.rules.files import RuleReader, RuleSources
from modbot.detect.rules.reload import RuleWatcher
from modbot.errors import Problem
from modbot.prepare.post import prepare_post
from modbot.records import Post
from tests.waiting import best_of, wait_until

RULE = """\
- id: insult
  status: live
  category: abuse
  phrases: [{word}]
  match: ["you [[{word}]]"]
"""


class Running:
    """A detector whose folder is watched."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "rules" / "conduct" / "a.yaml"
        self.file.parent.mkdir(parents=True)
        (folder / "lists").mkdir()
        self.file.write_text(RULE.format(word="idiot"))
        reader = RuleReader(RuleSources(folder / "rules", folder / "lists", Vocabulary({"abuse": frozenset()})))
        self.detector = RuleDetector(reader.read())
        self.heard: list[tuple[Problem, ...]] = []
        self.watcher = RuleWatcher(reader, self.detector, self.heard.append)

    def finds(self, word: str) -> bool:
        return bool(list(self.detector.detect(prepare_post(Post(1, f"you {word}")))))

    def wait_until(self, word: str) -> float:
        """Return the seconds until the word is found."""
        started = time.monotonic()
        wait_until(lambda: self.finds(word), word)
        return time.monotonic() - started

    def wait_to_hear(self, number: int) -> None:
        wait_until(lambda: len(self.heard) >= number, f"reload {number}")


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    running = Running(tmp_path)
    running.watcher.start()
    running.wait_to_hear(1)
    yield running
    running.watcher.stop()


def test_an_edit_takes_effect_within_a_second(running: Running) -> None:
    words = iter(["moron", "fool", "clown", "oaf", "twit"])

    def edit_and_wait() -> float:
        word = next(words)
        running.file.write_text(RULE.format(word=word))
        return running.wait_until(word)

    assert best_of(5, edit_and_wait) < 1.0
    assert not running.finds("idiot")


def test_an_editor_that_replaces_the_file_is_noticed(running: Running) -> None:
    new = running.file.with_suffix(".swp")
    new.write_text(RULE.format(word="moron"))
    new.replace(running.file)
    running.wait_until("moron")


def test_a_new_file_and_a_changed_list_are_noticed(running: Running) -> None:
    lists = running.file.parent.parent.parent / "lists"
    (lists / "words.txt").write_text("moron\n")
    text = RULE.format(word="fool").replace("phrases: [fool]", "lists: words").replace("insult", "listed")
    (running.file.parent / "b.yaml").write_text(text.replace("[[fool]]", "[[moron]]"))
    running.wait_until("moron")
    (lists / "words.txt").write_text("clown\nmoron\n")
    running.wait_until("clown")


def test_the_last_good_set_keeps_running_and_the_mistake_is_told(running: Running) -> None:
    running.file.write_text(RULE.format(word="moron").replace("[[moron]]", "hero"))
    running.wait_to_hear(2)
    assert "does not match this example" in running.watcher.problems[0].message
    assert running.finds("idiot")
    assert not running.finds("moron")
    running.file.write_text(RULE.format(word="moron"))
    running.wait_until("moron")
    assert running.watcher.problems == ()


def test_posts_are_examined_while_rules_are_exchanged(running: Running) -> None:
    failures: list[BaseException] = []
    is_over = threading.Event()

    def examine() -> None:
        try:
            while not is_over.is_set():
                assert running.finds("idiot moron")
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=examine) for _ in range(3)]
    for thread in threads:
        thread.start()
    for word in ("moron", "idiot", "moron"):
        running.file.write_text(RULE.format(word=word))
        running.wait_until(word)
    is_over.set()
    for thread in threads:
        thread.join()
    assert failures == []
