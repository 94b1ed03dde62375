from dataclasses import replace
from datetime import timedelta

import pytest

from modbot.records import Author
from modbot.store.store import Store
from tests.builders import BO, MONDAY, a_post, store_post


def test_a_post_comes_back_as_it_went_in(store: Store) -> None:
    post = a_post(tags=("sip", "v20"), edited_at=MONDAY, audience="private", author=replace(BO, groups=("gold",)))
    with store.transaction() as tx:
        store_post(tx, post)
    with store.reading() as tx:
        row = tx.posts.latest("812")
    assert row is not None
    assert row.post == post
    assert row.checked_at is None


@pytest.mark.parametrize("raw", ["", "a\x00b", "lone \ud800 \udfff ends", "private \uf8ff0000 mark", "é\u0301😀" * 9])
def test_broken_text_is_kept_character_by_character(store: Store, raw: str) -> None:
    with store.transaction() as tx:
        store_post(tx, a_post(raw=raw, title=raw))
        row = tx.posts.latest("812")
    assert row is not None
    assert (row.post.raw, row.post.title) == (raw, raw)


def test_the_same_version_twice_is_stored_once(store: Store) -> None:
    with store.transaction() as tx:
        assert tx.posts.receive(a_post(), MONDAY).arrival == "new"
        assert tx.posts.receive(a_post(), MONDAY).arrival == "known"
        assert len(tx.posts.versions("812")) == 1


def test_an_edit_is_a_new_version_and_the_latest(store: Store) -> None:
    with store.transaction() as tx:
        tx.posts.receive(a_post(), MONDAY)
        assert tx.posts.receive(a_post(raw="Sorry.", version=2), MONDAY).arrival == "edited"
        assert [(row.post.raw, row.latest) for row in tx.posts.versions("812")] == [
            (a_post().raw, False),
            ("Sorry.", True),
        ]


def test_going_back_to_an_earlier_text_makes_it_the_latest_again_without_a_second_check(store: Store) -> None:
    with store.transaction() as tx:
        first = store_post(tx)
        tx.posts.finish(first.id, MONDAY)
        tx.posts.receive(a_post(raw="other", version=2), MONDAY)
        assert tx.posts.receive(a_post(version=3), MONDAY).arrival == "known"
        latest = tx.posts.latest("812")
    assert latest is not None
    assert (latest.id, latest.checked_at) == (first.id, MONDAY)


def test_an_older_version_coming_late_does_not_become_the_latest(store: Store) -> None:
    with store.transaction() as tx:
        tx.posts.receive(a_post(raw="newer", version=3), MONDAY)
        tx.posts.receive(a_post(raw="older", version=2), MONDAY)
        latest = tx.posts.latest("812")
    assert latest is not None
    assert latest.post.raw == "newer"


def test_a_new_title_is_checked_again(store: Store) -> None:
    with store.transaction() as tx:
        tx.posts.finish(store_post(tx).id, MONDAY)
        assert tx.posts.receive(a_post(title="Idiots"), MONDAY).arrival == "renamed"
        latest = tx.posts.latest("812")
    assert latest is not None
    assert (latest.post.title, latest.checked_at) == ("Idiots", None)


def test_a_claimed_version_is_claimed_by_nobody_else_until_the_lease_ends(store: Store) -> None:
    later = MONDAY + timedelta(minutes=5)
    with store.transaction() as tx:
        store_post(tx)
        mine = tx.posts.claim("one", MONDAY, later)
        assert [(row.claimed_by, row.attempts) for row in mine] == [("one", 1)]
        assert tx.posts.claim("two", MONDAY, later) == []
        assert [row.attempts for row in tx.posts.claim("two", later, later + timedelta(minutes=5))] == [2]
        assert tx.posts.still_claimed([mine[0].id], "one") == set()


def test_a_finished_a_parked_and_a_postponed_version_are_not_claimed(store: Store) -> None:
    with store.transaction() as tx:
        rows = [store_post(tx, a_post(id=number)) for number in range(3)]
        tx.posts.finish(rows[0].id, MONDAY)
        tx.posts.park(rows[1].id, MONDAY, ["rules"])
        tx.posts.retry(rows[2].id, MONDAY + timedelta(hours=1), ["models/abuse"])
        assert tx.posts.claim("one", MONDAY, MONDAY + timedelta(minutes=5)) == []
        assert [row.incomplete for row in tx.posts.parked()] == [("rules",)]
        assert tx.posts.count_unchecked(MONDAY + timedelta(minutes=2)) == (1, timedelta(minutes=2))


def test_recent_posts_of_an_author_are_the_latest_versions_newest_first(store: Store) -> None:
    with store.transaction() as tx:
        for number in (1, 2, 3):
            tx.posts.receive(a_post(id=number), MONDAY)
        tx.posts.receive(a_post(id=3, raw="edited", version=2), MONDAY)
        rows = tx.posts.by_author("bo")
    assert [(row.post_id, row.post.version) for row in rows] == [("3", 2), ("2", 1), ("1", 1)]


def test_what_an_answer_does_not_tell_stays_as_it_was_known(store: Store) -> None:
    told = a_post(1, tags=("pbx",), author=replace(BO, groups=("partner-acme",)))
    untold = replace(told, section="", tags=(), author=Author(username="Bo", id=2, trust_level=1))
    with store.transaction() as tx:
        tx.posts.receive(told, MONDAY)
        tx.posts.receive(untold, MONDAY)
        latest = tx.posts.latest("1")
    assert latest is not None
    assert (latest.post.section, latest.post.tags) == ("Support", ("pbx",))
    assert (latest.post.author.post_count, latest.post.author.groups) == (1, ("partner-acme",))
    assert latest.post.author.trust_level == 1
