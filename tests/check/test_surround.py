from modbot.check.surround import Neighbourhood, Reach, read_quotes
from modbot.store.store import Store
from tests.builders import BO, CLEO, MONDAY, a_post, store_post

REACH = Reach(by_author=2, by_others=3)


def test_recent_posts_are_the_authors_then_other_peoples_and_came_before(store: Store) -> None:
    with store.transaction() as tx:
        for number in range(1, 5):
            store_post(tx, a_post(id=number, author=BO))
            store_post(tx, a_post(id=number * 10, author=CLEO))
        row = store_post(tx, a_post(id=5, author=BO))
        store_post(tx, a_post(id=99, author=CLEO))
        recent = [item.post_id for item in Neighbourhood(tx, REACH).find_recent(row)]
    assert recent == ["4", "3", "40"]


def test_a_quote_is_verified_against_every_version_of_the_post_it_names(store: Store) -> None:
    with store.transaction() as tx:
        for version, raw in enumerate(["first words", "second words"], 1):
            tx.posts.receive(a_post(id=1, raw=raw, version=version, topic_id=7, post_number=1, author=CLEO), MONDAY)
        quote = '[quote="Cleo, post:1, topic:7"]first words[/quote] Thanks'
        row = store_post(tx, a_post(id=2, raw=quote, topic_id=8, post_number=4))
        around = Neighbourhood(tx, REACH).surround(row, ())
        assert {(post.username, post.raw) for post in around.quotable} == {
            ("Cleo", "first words"),
            ("Cleo", "second words"),
        }
        assert Neighbourhood(tx, REACH).surround(store_post(tx, a_post(id=3, raw="no quote")), ()).quotable == ()


def test_a_plain_blockquote_may_come_from_the_topic(store: Store) -> None:
    with store.transaction() as tx:
        store_post(tx, a_post(id=1, raw="reboot it", topic_id=7, post_number=1, author=CLEO))
        row = store_post(tx, a_post(id=2, raw="> reboot it\n\nno", topic_id=7, post_number=2))
        assert [post.raw for post in Neighbourhood(tx, REACH).surround(row, ()).quotable] == ["reboot it"]


def test_quotes_are_read_once_each_and_no_more_than_asked_even_from_a_hostile_post() -> None:
    raw = '[quote="Bo, post:3, topic:9"] [quote="Bo, post:3, topic:9"] [quote="Bo, post:4"]' + '[quote="' * 100_000
    assert read_quotes(a_post(raw=raw, topic_id=7), 20) == [(3, 9), (4, 7)]
    many = "".join(f'[quote="a, post:{number}, topic:1"]' for number in range(10_000))
    assert len(read_quotes(a_post(raw=many), 20)) == 20
