"""What was written for modbot becomes rows: what each says of abuse and of spam, and how much it counts."""

from pathlib import Path

import pytest

from modbot.learn.own_writing import read_own_writing
from modbot.learn.sources import OWN, POSTS, Row

SENTENCES = "== abuse.insult\nyou clown\n== spam.ad\nbuy pills\n== ok.jargon\nkill the process\n"
REMARKS = "abuse.hate:\n- they should all leave\nok.talk:\n- what a goal\n"
ENTRIES = (
    ("problem missing=logs", "nobody hears me"),
    ("other flags=abuse", "you fool"),
    ("howto flags=unlawful", "who sells a cracked key"),
    ("other may=spam", "my brother sells phones"),
)


@pytest.fixture
def rows(tmp_path: Path) -> dict[str, Row]:
    for folder in ("talk", "posts"):
        (tmp_path / folder).mkdir()
    (tmp_path / "en.txt").write_text(SENTENCES)
    (tmp_path / "talk" / "en.yaml").write_text(REMARKS)
    posts = "".join(f"- as: {labels}\n  post: {text}\n" for labels, text in ENTRIES)
    (tmp_path / "posts" / "en.yaml").write_text(posts)
    return {row.words.folded[0]: row for row in read_own_writing(tmp_path, per_pattern=2, weight=1.0, seed=1)}


def test_sentences_remarks_and_posts_are_read(rows: dict[str, Row]) -> None:
    assert {row.source for row in rows.values()} == {OWN, POSTS}
    assert len(rows) == 9


def test_a_remark_counts_more_than_one_sentence_of_a_pattern(rows: dict[str, Row]) -> None:
    assert rows["they should all leave"].weights[0] > rows["you clown"].weights[0]
    assert rows["they should all leave"].says("abuse")
    assert not rows["what a goal"].says("abuse")


def test_a_post_is_of_what_it_is_flagged_for_and_ordinary_otherwise(rows: dict[str, Row]) -> None:
    assert rows["nobody hears me"].labels == ("ok",)
    assert rows["you fool"].says("abuse")
    assert min(rows["nobody hears me"].weights) > 0


def test_a_post_says_nothing_of_what_is_doubtful(rows: dict[str, Row]) -> None:
    assert rows["who sells a cracked key"].weights[1] == 0
    assert rows["my brother sells phones"].weights[1] == 0
    assert rows["my brother sells phones"].weights[0] > 0
