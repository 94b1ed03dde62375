"""The newest posts in each of the four eras: borders, order, blank pages, and what is never shown."""

from datetime import timedelta
from typing import Any, get_args

import pytest

from modbot.sandbox.nouns import WHISPER, Era, Traits
from modbot.sandbox.posting import Draft, commit, hide, publish
from modbot.sandbox.server import Sandbox, build_sandbox
from tests.fakes import FakeClock
from tests.sandbox.doors import reader


def open_forum(era: Era, posts: int) -> Sandbox:
    sandbox = build_sandbox(Traits(era=era), FakeClock())
    bo = sandbox.world.add_user("bo")
    publish(sandbox.world, bo, Draft("first", title="Hello"))
    for number in range(2, posts + 1):
        publish(sandbox.world, bo, Draft(f"post {number}", topic_id=1))
    return sandbox


def ids(page: dict[str, Any]) -> list[int]:
    return [post["id"] for post in page["latest_posts"]]


@pytest.mark.parametrize(("era", "first"), [("A", 60), ("B", 60), ("C", 59), ("D", 59)])
def test_before_includes_its_own_id_in_the_older_eras_only(era: Era, first: int) -> None:
    page = reader(open_forum(era, 80)).get("/posts.json", before=60)
    assert ids(page)[0] == first


@pytest.mark.parametrize("era", get_args(Era))
def test_a_page_holds_fifty_posts_newest_first(era: Era) -> None:
    assert ids(reader(open_forum(era, 80)).get("/posts.json")) == list(range(80, 30, -1))


def test_a_burst_of_private_messages_blanks_the_first_page_of_the_oldest_era() -> None:
    sandbox = open_forum("A", 5)
    for number in range(60):
        publish(sandbox.world, sandbox.world.find_user("bo"), Draft(f"{number}", title="t", recipients=("ada",)))
    assert ids(reader(sandbox).get("/posts.json")) == []
    assert ids(reader(sandbox).get("/posts.json", before=40)) == [5, 4, 3, 2, 1]


@pytest.mark.parametrize(("era", "seen"), [("B", 0), ("C", 0), ("D", 5)])
def test_a_hidden_section_shortens_pages_until_permissions_moved_into_the_query(era: Era, seen: int) -> None:
    sandbox = open_forum(era, 5)
    partners = sandbox.world.add_category("Partners", groups=("partner-acme",))
    for number in range(60):
        publish(sandbox.world, sandbox.world.find_user("bo"), Draft("x", title=str(number), category_id=partners.id))
    assert len(ids(reader(sandbox).get("/posts.json"))) == seen


@pytest.mark.parametrize("era", get_args(Era))
def test_private_hidden_unlisted_whispered_deleted_and_uncommitted_posts_never_show(era: Era) -> None:
    sandbox = open_forum(era, 2)
    world, bo = sandbox.world, sandbox.world.find_user("bo")
    publish(world, bo, Draft("for ada only", title="private", recipients=("ada",)))
    publish(world, bo, Draft("psst", topic_id=1, post_type=WHISPER))
    hide(world, publish(world, bo, Draft("hidden", topic_id=1)))
    unlisted = publish(world, bo, Draft("unlisted", title="Unlisted"))
    world.topics[unlisted.topic_id].visible = False
    gone = publish(world, bo, Draft("gone", topic_id=1))
    gone.deleted_at = world.now()
    late = publish(world, bo, Draft("late", topic_id=1), committed=False)
    assert ids(reader(sandbox).get("/posts.json")) == [2, 1]
    commit(world, late)
    assert ids(reader(sandbox).get("/posts.json")) == [late.id, 2, 1]


def test_private_posts_show_ones_own_and_all_to_admins() -> None:
    sandbox = open_forum("D", 1)
    world, bo = sandbox.world, sandbox.world.find_user("bo")
    publish(world, bo, Draft("to the bot", title="One", recipients=("modbot",)))
    publish(world, bo, Draft("to ada", title="Two", recipients=("ada",)))
    call = reader(sandbox)
    assert [p["id"] for p in call.get("/private-posts.json")["private_posts"]] == [2]
    world.find_user("modbot").admin = True
    assert [p["id"] for p in call.get("/private-posts.json")["private_posts"]] == [3, 2]


def test_back_dated_posts_stand_out_of_order_where_order_is_by_date() -> None:
    sandbox = open_forum("B", 3)
    old = sandbox.world.now() - timedelta(days=400)
    publish(sandbox.world, sandbox.world.find_user("bo"), Draft("imported", topic_id=1, posted_at=old))
    assert ids(reader(sandbox).get("/posts.json")) == [3, 2, 1, 4]
