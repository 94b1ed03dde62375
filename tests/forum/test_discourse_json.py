from datetime import UTC, datetime
from typing import Any

import pytest

from modbot.forum.discourse_json import (
    SiteFacts,
    list_objects,
    read_number,
    read_post,
    read_site,
    read_tags,
    read_time,
)

SITE = SiteFacts({5: "Phones"})


def test_the_least_a_post_needs_is_an_id_and_a_text() -> None:
    post = read_post({"id": "812", "raw": ""}, "https://forum.example", SITE)
    assert post is not None
    assert (post.id, post.raw, post.version, post.url) == (812, "", 1, "https://forum.example/p/812")


@pytest.mark.parametrize(
    "data",
    [{}, {"id": 1}, {"raw": "x"}, {"id": None, "raw": "x"}, {"id": True, "raw": "x"}, {"id": 1, "raw": None},
     {"id": 1, "raw": "x", "post_type": 4}],
)  # fmt: skip
def test_what_is_no_post_reads_as_none(data: dict[str, Any]) -> None:
    assert read_post(data, "", SITE) is None


def test_unknown_and_odd_fields_do_no_harm() -> None:
    odd = {"id": 1, "raw": "x", "trust_level": "high", "created_at": 5, "category_id": "5", "staff": "yes", "new": {}}
    post = read_post(odd, "", SITE)
    assert post is not None
    assert (post.author.trust_level, post.author.is_staff) == (None, False)
    assert (post.posted_at, post.section) == (None, "Phones")


def test_a_private_conversation_is_private_and_an_untouched_post_has_no_edit_time() -> None:
    data = {"id": 1, "raw": "x", "topic_archetype": "private_message", "created_at": "2026-01-02T03:04:05.678Z"}
    post = read_post({**data, "updated_at": data["created_at"]}, "", SITE)
    assert post is not None
    assert (post.audience, post.edited_at) == ("private", None)
    assert post.posted_at == datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)


def test_tags_are_names_or_objects() -> None:
    assert read_tags(["a", {"id": 1, "name": "b", "slug": "b"}, {"id": 2}, 3]) == ("a", "b")
    assert read_tags(None) == ()


def test_times_without_a_zone_are_utc_and_nonsense_is_none() -> None:
    assert read_time("2026-01-02T03:04:05") == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert read_time("2026-01-02T05:04:05+02:00") == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert read_time("yesterday") is None


def test_numbers_may_come_as_text() -> None:
    assert [read_number(value) for value in (7, "7", " -1 ", "x", None, True, 7.5, "²", "--1", "9" * 5000)] == [
        7, 7, -1, None, None, None, None, None, None, None,
    ]  # fmt: skip


def test_a_site_without_lists_is_an_empty_site() -> None:
    assert read_site({"categories": None}) == SiteFacts({}, {})
    types = [{"id": 8, "name_key": "spam"}, {"id": 99, "name_key": "old", "enabled": False}, {"id": None}]
    assert read_site({"post_action_types": types}).flag_types == {"spam": 8}


@pytest.mark.parametrize("data", [None, 3, [], {"a": 3}, {"a": {"b": {}}}])
def test_a_list_that_is_not_there_is_empty(data: Any) -> None:
    assert list(list_objects(data, "a", "b")) == []
