"""Weights of signs, learnt from posts whose kind is known."""

from pathlib import Path

import pytest

from modbot.detect.prerequisites.kind_weights import KindWeights, load_kind_weights
from modbot.learn.kinds import KindExample, read_kind_examples, take_labelled, weigh_kinds, write_weights
from modbot.prepare.post import prepare_post
from modbot.prepare.views import PreparedPost
from modbot.records import LANGUAGES, Post

MODELS = Path(__file__).parents[2] / "models"
EXAMPLES = [
    KindExample(text, kind)
    for kind, texts in {
        "problem": ["it fails", "fails again"],
        "answer": ["thanks all", "many thanks"],
        "other": ["buy now", "buy here"],
    }.items()
    for text in texts
]


def list_words(post: PreparedPost) -> list[str]:
    return post.prose.text.split()


def test_signs_of_a_kind_speak_for_it(tmp_path: Path) -> None:
    table = weigh_kinds(EXAMPLES, list_words)
    assert set(table.weights) == {"buy", "fails", "thanks"}
    assert KindWeights(table).choose(list_words(prepare_post(Post(1, "everything fails")))) == "problem"


def test_weights_are_written_as_they_are_read(tmp_path: Path) -> None:
    (tmp_path / "prerequisites").mkdir()
    table = weigh_kinds(EXAMPLES, list_words)
    write_weights(table, tmp_path / "prerequisites" / "kinds.yaml")
    assert load_kind_weights(tmp_path).choose(["thanks"]) == KindWeights(table).choose(["thanks"]) == "answer"


def test_the_same_examples_give_the_same_weights() -> None:
    assert weigh_kinds(EXAMPLES, list_words) == weigh_kinds(EXAMPLES, list_words)


def test_every_language_has_examples_of_every_kind() -> None:
    examples = list(read_kind_examples(MODELS / "kinds"))
    assert len(examples) >= 60 * len(LANGUAGES)
    assert {example.kind for example in examples} == {
        "problem", "question", "answer", "discussion", "complaint", "removal", "other",
    }  # fmt: skip


def test_two_kinds_are_too_few() -> None:
    with pytest.raises(ValueError, match="three kinds"):
        weigh_kinds(EXAMPLES[:4], list_words)


def test_labelled_posts_are_taken_under_the_names_of_kinds() -> None:
    rows = [{"text": "How?", "post_type": "howto"}, {"text": "Hm", "post_type": "unheard of"}]
    assert [example.kind for example in take_labelled(rows)] == ["question"]
