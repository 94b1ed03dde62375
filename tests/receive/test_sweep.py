from collections.abc import Iterator

import pytest

from modbot.receive.inbox import Delivery
from modbot.receive.poller import Poller
from modbot.receive.sweep import Sweep
from modbot.sandbox.posting import Draft, commit, edit, publish
from modbot.sandbox.trouble import Fault
from modbot.store.store import Store
from tests.forum.visitors import Visitors


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Store]:
    with Store(sqlite_url) as opened:
        yield opened


def test_edits_far_below_the_cursor_and_very_late_posts_are_found_at_night(store: Store) -> None:
    visitors = Visitors()
    first = visitors.say("Calls drop since Monday.")
    late = publish(visitors.world, visitors.bo, Draft("I was late.", topic_id=1), committed=False)
    for number in range(300):
        visitors.say(f"post {number}", 1)
    poller = Poller(visitors.reader, store, visitors.clock)
    poller.poll()
    edit(visitors.world, visitors.bo, first, "Calls drop since Tuesday.")
    commit(visitors.world, late)
    assert poller.poll().delivery.to_check == 0
    assert Sweep(visitors.reader, store, visitors.clock).sweep().delivery.to_check == 2
    with store.reading() as tx:
        latest = tx.posts.latest("1")
    assert latest is not None
    assert latest.post.raw == "Calls drop since Tuesday."


def test_a_sweep_cut_short_goes_on_and_ends(store: Store) -> None:
    visitors = Visitors()
    for number in range(40):
        visitors.say(f"Thread {number}", title=f"Thread {number}")
    sweep = Sweep(visitors.reader, store, visitors.clock)
    visitors.sandbox.trouble.faults += [Fault("slow", "/t/", times=20, seconds=0), Fault("429_json", "/t/", seconds=60)]
    cut = sweep.sweep()
    assert cut.come_back_in == 61
    assert sweep.is_unfinished()
    visitors.clock.move(seconds=61)
    rest = sweep.sweep()
    assert cut.delivery + rest.delivery == Delivery(new=40)
    assert not sweep.is_unfinished()


def test_of_a_long_topic_every_post_is_looked_at_again(store: Store) -> None:
    visitors = Visitors()
    posts = [visitors.say("Calls drop since Monday.")]
    posts += [visitors.say(f"post {number}", 1) for number in range(250)]
    late = publish(visitors.world, visitors.bo, Draft("I was late.", topic_id=1), committed=False)
    posts += [visitors.say(f"post {number}", 1) for number in range(250, 700)]
    poller = Poller(visitors.reader, store, visitors.clock)
    while poller.poll().come_back_in is not None:
        pass
    edited = posts[30::90]
    for post in edited:
        edit(visitors.world, visitors.bo, post, f"{post.raw}, edited")
    commit(visitors.world, late)
    assert poller.poll().delivery.to_check == len([post for post in edited if post.id > 500])  # the overlap
    sweep = Sweep(visitors.reader, store, visitors.clock)
    found = 0
    while (done := sweep.sweep()).come_back_in is not None:
        found += done.delivery.to_check
    found += done.delivery.to_check
    with store.reading() as tx:
        stored = {row.post_id: row.post.raw for row in tx.posts.recent(1000)}
    assert stored[str(late.id)] == "I was late."
    assert all(stored[str(post.id)] == f"{post.raw}" and post.raw.endswith("edited") for post in edited)
    assert found == len([post for post in edited if post.id <= 500]) + 1


def test_a_sweep_of_a_long_topic_goes_on_in_another_process_where_it_was_cut_short(store: Store) -> None:
    visitors = Visitors(calls_per_minute=30, patience=0)
    visitors.say("Calls drop since Monday.")
    for number in range(400):
        visitors.say(f"post {number}", 1)
    delivery, rounds, wait = Delivery(), 0, 0.0
    while wait is not None:
        visitors.clock.move(seconds=wait)
        done = Sweep(visitors.reader, store, visitors.clock).sweep()  # nothing but the store remembers the place
        delivery, rounds, wait = delivery + done.delivery, rounds + 1, done.come_back_in
        assert rounds < 50
    assert rounds > 3
    assert delivery == Delivery(new=401)


def test_polling_goes_on_while_a_long_sweep_uses_up_its_share(store: Store) -> None:
    visitors = Visitors(calls_per_minute=30, patience=0)
    visitors.say("Calls drop since Monday.")
    for number in range(600):
        visitors.say(f"post {number}", 1)
    assert Sweep(visitors.reader, store, visitors.clock).sweep().come_back_in is not None
    assert visitors.reader.posts_after("").items


def test_topics_asleep_since_long_are_left_asleep(store: Store) -> None:
    visitors = Visitors()
    visitors.say("An old thread.")
    visitors.clock.move(days=5)
    visitors.say("A new thread.", title="New")
    assert Sweep(visitors.reader, store, visitors.clock).sweep().delivery == Delivery(new=1)
