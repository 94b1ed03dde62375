from collections.abc import Sequence
from pathlib import Path

from modbot.flag.policy import load_policy
from modbot.pipeline import Examiner, Failure
from modbot.prepare.statement import Statement
from modbot.prepare.views import PreparedPost
from modbot.records import Post, Signal, Surroundings

POLICY = load_policy(Path(__file__).parents[1] / "config" / "policy.yaml")


class SeesStatements:
    """Notes what the post it is shown states."""

    name = "sees"

    def __init__(self) -> None:
        self.seen: list[Statement | None] = []

    def detect(self, post: PreparedPost) -> list[Signal]:
        self.seen.append(post.statement)
        return []


def posts(count: int) -> list[tuple[Post, Surroundings]]:
    return [(Post(number, f"post {number}"), Surroundings()) for number in range(count)]


def test_what_a_post_states_is_read_once_however_many_are_examined_together() -> None:
    read: list[object] = []

    def read_statements(posts: Sequence[PreparedPost]) -> list[Statement]:
        read.extend(post.post.id for post in posts)
        return [Statement(f"kind {post.post.id}") for post in posts]

    detector = SeesStatements()
    looks = Examiner([detector], POLICY, read_statements).examine_many(posts(1000))
    assert read == list(range(1000))
    assert [look.statement for look in looks] == detector.seen
    assert looks[7].statement == Statement("kind 7")


def test_a_post_whose_statement_cannot_be_read_is_incomplete_and_the_detectors_run_on() -> None:
    def read_statements(posts: Sequence[PreparedPost]) -> list[Statement]:
        if any(post.post.id == 1 for post in posts):
            raise ValueError("boom")
        return [Statement("question") for _ in posts]

    detector = SeesStatements()
    looks = Examiner([detector], POLICY, read_statements).examine_many(posts(3))
    assert [look.failures for look in looks] == [(), (Failure("statement", "ValueError"),), ()]
    assert detector.seen == [Statement("question"), None, Statement("question")]


def test_one_by_one_or_together_the_answers_are_the_same() -> None:
    examiner = Examiner([SeesStatements()], POLICY, lambda posts: [Statement(post.language) for post in posts])
    assert [examiner.examine(*pair) for pair in posts(5)] == examiner.examine_many(posts(5))
