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


def test_topics_asleep_since_long_are_left_asleep(store: Store) -> None:
    visitors = Visitors()
    visitors.say("An old thread.")
    visitors.clock.move(days=5)
    visitors.say("A new thread.", title="New")
    assert Sweep(visitors.reader, store, visitors.clock).sweep().delivery == Delivery(new=1)
