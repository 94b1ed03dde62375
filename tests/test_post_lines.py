import io
import json
from datetime import UTC, datetime

import pytest

from modbot.post_lines import BadLine, read_lines, read_post_line
from modbot.records import Post, QuotablePost, Surroundings


def read(**fields: object) -> tuple[Post, Surroundings]:
    entry = read_post_line(1, json.dumps({"id": 1, "raw": "Hello", **fields}))
    assert not isinstance(entry, BadLine), entry
    return entry


def fault(line: str) -> str:
    entry = read_post_line(7, line)
    assert isinstance(entry, BadLine)
    assert entry.number == 7
    return entry.message


def test_null_is_unknown_everywhere() -> None:
    nothing = {"title": None, "lang": None, "section": None, "tags": None, "audience": None, "quoted": None}
    author = {"username": None, "trust_level": None, "created_at": None, "groups": None, "is_staff": None}
    assert read(**nothing, author=author, created_at=None, post_number=None) == read()
    assert read(author=None) == read()


def test_all_that_may_be_told_about_a_post_arrives() -> None:
    author = {"username": "bo", "trust_level": 1, "created_at": "2026-01-02T03:04:05", "groups": ["vip"]}
    post, around = read(
        author=author, section=5, tags=["a"], audience="private", created_at="2026-01-03T00:00:00+01:00", unknown=[1]
    )
    assert (post.author.username, post.author.trust_level, post.author.groups) == ("bo", 1, ("vip",))
    assert post.author.joined_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)  # no zone: UTC
    assert post.posted_at == datetime(2026, 1, 2, 23, tzinfo=UTC)
    assert (post.section, post.tags, post.audience) == ("5", ("a",), "private")
    assert around == Surroundings()


def test_quoted_posts_may_be_posts_of_the_same_shape() -> None:
    quoted = [{"text": "one", "author": {"username": "ann"}, "post_number": 2}, {"raw": "two", "username": "bo"}]
    assert read(quoted=quoted)[1].quotable == (QuotablePost("ann", "one", None, 2), QuotablePost("bo", "two"))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("nope", "not JSON"),
        ('{"id": 1, "raw": "cut', "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[1]", "not a JSON object"),
        ('{"id": 1}', "neither “raw” nor “text”"),
        ('{"raw": "a"}', "id: Field required"),
        ('{"id": true, "raw": "a"}', "id"),
        ('{"id": 1, "raw": 5, "author": []}', "author"),
        ('{"id": 1, "raw": ["a"]}', "raw: "),
        ('{"id": 1, "raw": "a", "author": {"trust_level": "high"}}', "author.trust_level: "),
        ('{"id": 1, "raw": "a", "author": {"created_at": "yesterday"}}', "author.created_at: "),
        ('{"id": 1, "raw": "a", "audience": "secret"}', "audience: "),
        ('{"id": 1, "raw": "a", "quoted": [{}]}', "quoted.0: neither"),
        ('{"id": 1, "raw": "a", "tags": "urgent"}', "tags: "),
    ],
)
def test_what_is_no_post_is_told_with_its_place(line: str, message: str) -> None:
    assert message in fault(line)


def test_the_text_of_a_bad_line_is_not_repeated() -> None:
    assert "hunter2" not in fault('{"id": 1, "raw": "a", "author": {"trust_level": "password hunter2"}}')


def test_of_an_endless_line_only_the_beginning_is_held() -> None:
    text = io.StringIO("a" * 25 + "\nb\n" + "c" * 10 + "\n" + "d" * 30)
    assert list(read_lines(text, most=10)) == ["a" * 10, "b\n", "c" * 10, "d" * 10]
