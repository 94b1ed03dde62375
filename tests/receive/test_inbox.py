from modbot.receive.inbox import Delivery, receive_all
from modbot.store.store import Store
from tests.builders import MONDAY, a_post


def test_the_same_content_twice_is_stored_once(store: Store) -> None:
    with store.transaction() as tx:
        assert receive_all(tx, [a_post(1), a_post(1), a_post(2)], MONDAY) == Delivery(new=2, known=1)
    with store.transaction() as tx:
        assert receive_all(tx, [a_post(1), a_post(1, raw="changed", version=2)], MONDAY) == Delivery(edited=1, known=1)
        assert len(tx.posts.versions("1")) == 2


def test_older_posts_are_stored_before_those_that_may_quote_them(store: Store) -> None:
    with store.transaction() as tx:
        receive_all(tx, [a_post(12), a_post(9), a_post(101)], MONDAY)
        assert [row.post_id for row in tx.posts.after(0)] == ["9", "12", "101"]


def test_broken_unicode_comes_in_like_anything_else(store: Store) -> None:
    with store.transaction() as tx:
        assert receive_all(tx, [a_post(1, raw="x\ud800y\u0000z")], MONDAY).new == 1
