"""Weights of purposes, learnt from posts whose purpose is known, and read again."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from modbot.detect.model.card import read_card
from modbot.detect.model.purposes import (
    ANSWERS,
    CLOSE,
    DOUBT,
    HEADED,
    ITEMS,
    KINDS,
    LIMITED,
    WRONGS,
    Purposes,
    add_leads,
    deny_scope,
    find_doubtful_posts,
)
from modbot.errors import ModelError
from modbot.learn.labelled_posts import read_labelled_posts
from modbot.learn.lessons import Course, read_ordinary, read_written
from modbot.learn.purposes import train_purposes
from modbot.prepare.post import prepare_post
from modbot.prepare.views import PreparedPost
from modbot.records import LANGUAGES, Post

MODELS = Path(__file__).parents[2] / "models"
TEXTS = {
    "problem missing=" + ",".join(ITEMS): "the {} fails and nobody can call",
    "problem": "the {} fails when it rings, rebooted, log attached",
    "howto": "how do I set up the {} please?",
    "howto flags=unlawful": "who sells a cracked key for the {}?",
    "removal flags=removal_request": "please delete my post on the {}",
    "complaint flags=vendor_complaint": "what a greedy vendor, the {} is junk",
    "other flags=copyright": "here is the paid course on the {} for all",
    "other flags=confidential": "told under embargo, the {} dies in May",
    "howto flags=out_of_scope topics=headset": "which ear cushions suit the {} headset?",
    "problem flags=out_of_scope topics=stun": "the stun ports of the {} are shut",
    "reply": "thanks, the {} works now",
    "discussion": "the {} of the new release is lovely",
    "other": "hello from the {} team",
}
THINGS = ("trunk", "phone", "queue", "fax", "lift", "door", "headset", "desk", "hotel", "shop", "bridge", "pager")


def list_words(post: PreparedPost) -> list[str]:
    return post.plain.text.split()


@pytest.fixture(scope="module")
def courses(tmp_path_factory: pytest.TempPathFactory) -> list[Course]:
    folder = tmp_path_factory.mktemp("posts")
    entries = [f'- as: {label}\n  post: "{text.format(thing)}"\n' for thing in THINGS for label, text in TEXTS.items()]
    (folder / "en.yaml").write_text("".join(entries), encoding="utf-8")
    plain = folder / "plain.jsonl.gz"
    rows = [{"text": f"my {thing} shows a blank page", "lang": "en", "licence": "CC0-1.0"} for thing in THINGS]
    plain.write_bytes(gzip.compress("\n".join(json.dumps(row) for row in rows).encode()))
    return [read_written(folder, list_words), read_ordinary(plain, list_words)]


@pytest.fixture(scope="module")
def trained(courses: list[Course], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "purposes"
    train_purposes(courses, folder)
    return folder


def say(model: Purposes, text: str) -> tuple[str, set[str], list[str]]:
    post = prepare_post(Post(1, text, language="en"))
    sums = model.weigh([post], [list_words(post)])[0]
    wrongs = {wrong for wrong, odds in model.weigh_wrongs(sums, "en").items() if odds >= 0}
    return model.name_kind(sums), wrongs, model.list_lacking(sums, "en")


def test_kinds_wrongs_and_items_are_told(trained: Path) -> None:
    model = Purposes(trained)
    assert say(model, "the parrot fails and nobody can call") == ("problem", set(), list(ITEMS))
    kind, wrongs, lacking = say(model, "the parrot fails when it rings, rebooted, log attached")
    assert (kind, wrongs, lacking) == ("problem", set(), [])
    assert say(model, "who sells a cracked key for the parrot?")[:2] == ("illicit", {"unlawful"})
    assert say(model, "please delete my post on the parrot")[:2] == ("removal", {"removal_request"})
    assert say(model, "thanks, the parrot works now")[:2] == ("answer", set())


def test_the_topic_is_told_of_what_support_leaves_out(trained: Path) -> None:
    model = Purposes(trained)

    def name_topic(text: str) -> str:
        post = prepare_post(Post(1, text, language="en"))
        return model.name_topic(model.weigh([post], [list_words(post)])[0], "en")

    assert name_topic("which ear cushions suit the parrot headset?") == "headset"
    assert name_topic("the stun ports of the parrot are shut") == "stun"
    assert name_topic("how do I set up the parrot please?") == ""


LONG = "who sells a cracked key for the {}? " + "the {} of the new release is lovely, hello from the team. " * 4


def test_a_doubtful_post_is_looked_at_again_for_kinds_and_wrongs(trained: Path) -> None:
    model = Purposes(trained)
    post = prepare_post(Post(1, LONG.format("fax", *["lift"] * 4), language="en"))
    sums = model.add(model.lean([post]), [list_words(post)])[0]
    sums[[ANSWERS.index(wrong) for wrong in WRONGS]] = DOUBT + 1.0
    again = model.look_again([post], sums[None], find_doubtful_posts(sums[None], [post]))[0]
    changed = {ANSWERS[place] for place in np.flatnonzero(again[: len(ANSWERS)] != sums[: len(ANSWERS)])}
    assert changed == set(HEADED)
    assert again[ANSWERS.index("unlawful")] > again[ANSWERS.index("removal_request")]


def test_how_far_the_kind_of_a_wrong_leads_speaks_for_the_wrong() -> None:
    sums = np.zeros((3, len(ANSWERS)))
    sums[:, KINDS.index("illicit")] = (4.0, -4.0, 400.0)
    led = add_leads(sums)[:, ANSWERS.index("unlawful")]
    assert led[0] > 0 > led[1]
    assert led[2] < 10.0
    assert (add_leads(sums)[:, : len(KINDS)] == sums[:, : len(KINDS)]).all()


def test_calm_and_greek_posts_are_not_looked_at_again(trained: Path) -> None:
    model = Purposes(trained)
    for language, level, lead in (("en", DOUBT - 1.0, CLOSE + 1.0), ("el", 1.0, 0.0)):
        post = prepare_post(Post(1, LONG.format("fax", *["lift"] * 4), language=language))
        sums = np.full((1, len(ANSWERS)), level, dtype=np.float32)
        sums[0, KINDS.index("problem")] += lead
        assert model.look_again([post], sums, find_doubtful_posts(sums, [post])) is sums


def test_a_topic_that_is_only_hinted_at_is_denied_where_nothing_leaves_a_doubt() -> None:
    sums = np.full((2, len(ANSWERS)), -1.0)
    denied = deny_scope(sums, np.array([True, False]))
    place = ANSWERS.index("out_of_scope")
    assert denied[0, place] < denied[1, place] == -1.0
    assert (np.delete(denied, place, axis=1) == -1.0).all()


def test_what_is_nearly_a_report_is_looked_at_again(trained: Path) -> None:
    model = Purposes(trained)
    sums = np.full((1, len(ANSWERS)), DOUBT - 1.0, dtype=np.float32)
    sums[0, KINDS.index("problem")] += CLOSE - 0.1
    for number, is_looked_at in ((1, True), (None, True), (2, False)):  # of replies nothing is required
        post = prepare_post(Post(1, LONG.format("fax", *["lift"] * 4), language="en", post_number=number))
        again = model.look_again([post], sums, find_doubtful_posts(sums, [post]))
        assert (again is not sums) == is_looked_at


def test_posts_that_say_too_little_are_refused(courses: list[Course], tmp_path: Path) -> None:
    greetings = replace(courses[0], lessons=tuple(each for each in courses[0].lessons if each.answers["other"]))
    with pytest.raises(ModelError, match="say too little"):
        train_purposes([greetings], tmp_path / "purposes")


def test_one_by_one_is_as_together(trained: Path) -> None:
    model = Purposes(trained)
    posts = [prepare_post(Post(i, text.format("fax"), language="en")) for i, text in enumerate(TEXTS.values())]
    together = model.lean(posts)
    for post, row in zip(posts, together, strict=True):
        assert model.lean([post])[0].tolist() == pytest.approx(row.tolist(), abs=1e-4)


def test_the_same_lessons_give_the_same_weights(courses: list[Course], trained: Path, tmp_path: Path) -> None:
    again = train_purposes(courses, tmp_path / "purposes")
    assert again.weights_sha256 == read_card(trained).weights_sha256


def test_the_card_says_what_was_read_and_measured(trained: Path) -> None:
    card = read_card(trained)
    assert {name: source.rows for name, source in card.sources.items()} == {
        "own posts": len(THINGS) * len(TEXTS), "plain": len(THINGS),
    }  # fmt: skip
    assert set(card.thresholds) == {*LIMITED, *ITEMS}
    assert {measure.measure for measure in card.measures} >= {"accuracy", "auc", "recall", "precision", "flagged"}


def test_weights_that_are_not_the_cards_own_are_refused(trained: Path, tmp_path: Path) -> None:
    (tmp_path / "card.yaml").write_bytes((trained / "card.yaml").read_bytes())
    (tmp_path / "weights.npz").write_bytes((trained / "weights.npz").read_bytes()[:-1])
    with pytest.raises(ModelError, match="checksum"):
        Purposes(tmp_path)


def test_every_language_has_posts_of_every_purpose() -> None:
    posts = list(read_labelled_posts(MODELS / "examples" / "posts"))
    for language in LANGUAGES:
        here = [post for post in posts if post.language == language]
        assert len(here) >= 700
        assert {flag for post in here for flag in post.flags} >= set(LIMITED)


def test_shipped_weights_answer_all_that_is_asked() -> None:
    model = Purposes(MODELS / "purposes")
    sums = model.weigh([prepare_post(Post(1, "Nobody hears me on hold."))], [()])[0]
    assert model.name_kind(sums) in KINDS
    assert set(model.weigh_wrongs(sums, "en")) == set(WRONGS)
