"""Polling into a real store: nothing lost, nothing twice, whatever stops it."""

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from modbot.errors import ForumError
from modbot.forum.interface import ForumReader, Page
from modbot.forum.paging import Manner
from modbot.receive.inbox import Delivery
from modbot.receive.poller import CURSOR, Poller
from modbot.records import Post
from modbot.sandbox.nouns import Era, Traits
from modbot.sandbox.posting import edit
from modbot.sandbox.trouble import Fault
from modbot.store.store import Store
from tests.forum.visitors import ERAS, Visitors


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Store]:
    with Store(sqlite_url) as opened:
        yield opened


def texts(store: Store) -> dict[str, str]:
    with store.reading() as tx:
        return {row.post_id: row.post.raw for row in tx.posts.recent(limit=10_000)}


@pytest.mark.parametrize("era", ERAS)
def test_a_round_brings_in_everything_once(store: Store, era: Era) -> None:
    visitors = Visitors(Traits(era=era), manner=Manner(pages=2, backfill=100_000))
    visitors.say("first")
    for number in range(140):
        visitors.say(f"post {number}", 1)
    poller = Poller(visitors.reader, store, visitors.clock)
    assert poller.poll().delivery.new == 141
    again = poller.poll()
    assert (again.delivery.to_check, again.come_back_in) == (0, None)
    assert len(texts(store)) == 141


def test_a_quiet_edit_is_found_by_its_text_and_only_a_changed_text_is_checked_again(store: Store) -> None:
    visitors = Visitors()
    post = visitors.say("Calls drop since Monday.")
    poller = Poller(visitors.reader, store, visitors.clock)
    poller.poll()
    visitors.clock.move(seconds=60)
    edit(visitors.world, visitors.bo, post, "Calls drop since Tuesday.")
    assert post.version == 1
    assert poller.poll().delivery == Delivery(edited=1)
    visitors.clock.move(hours=1)
    edit(visitors.world, visitors.bo, post, "Calls drop since Tuesday.", reason="no change")
    assert poller.poll().delivery == Delivery(known=1)
    assert texts(store) == {"1": "Calls drop since Tuesday."}


def test_a_round_cut_short_keeps_its_slices_and_says_when_to_come_back(store: Store) -> None:
    visitors = Visitors(manner=Manner(pages=1, backfill=100_000))
    visitors.say("first")
    for number in range(140):
        visitors.say(f"post {number}", 1)
    poller = Poller(visitors.reader, store, visitors.clock)
    visitors.sandbox.trouble.faults += [Fault("slow", "posts.json", seconds=0), Fault("429_json", "posts", seconds=30)]
    cut = poller.poll()
    assert (cut.delivery, cut.come_back_in) == (Delivery(new=50), 31)
    visitors.clock.move(seconds=31)
    assert poller.poll().delivery.new == 91
    assert len(texts(store)) == 141


def test_trouble_leaves_cursor_and_posts_as_they_were(store: Store) -> None:
    visitors = Visitors()
    visitors.say("first")
    visitors.sandbox.trouble.faults.append(Fault("502_html", "posts.json", times=3))
    poller = Poller(visitors.reader, store, visitors.clock)
    with pytest.raises(ForumError):
        poller.poll()
    with store.reading() as tx:
        assert tx.cursors.read(CURSOR) == ""
    assert poller.poll().delivery.new == 1


def test_the_cursor_moves_only_together_with_the_posts(store: Store) -> None:
    visitors = Visitors()
    visitors.say("first")
    visitors.say("second", 1)

    class TornPage:
        """A reader whose page breaks off after the first post, as a full disk would."""

        def posts_after(self, cursor: str) -> Page[Post]:
            page = visitors.reader.posts_after(cursor)
            return replace(page, items=(*page.items[:1], None))  # type: ignore[arg-type]

    with pytest.raises(AttributeError):
        Poller(TornPage(), store, visitors.clock).poll()  # type: ignore[arg-type]
    assert texts(store) == {}
    with store.reading() as tx:
        assert tx.cursors.read(CURSOR) == ""
    assert Poller(visitors.reader, store, visitors.clock).poll().delivery.new == 2


def test_two_pollers_on_one_store_bring_each_post_once(store: Store) -> None:
    visitors = Visitors(manner=Manner(pages=1, backfill=100_000))
    visitors.say("first")
    for number in range(120):
        visitors.say(f"post {number}", 1)
    one = Poller(visitors.reader, store, visitors.clock, slices=1)
    other = Poller(visitors.reader, store, visitors.clock, slices=1)
    total = Delivery()
    for poller in (one, other, one, other):
        total += poller.poll().delivery
    assert (total.new, len(texts(store))) == (121, 121)


class Killed(BaseException):
    """The process ends here, whatever it was doing."""


class Mortal:
    """A reader that dies before its call, after it, or while its posts are being stored."""

    def __init__(self, reader: ForumReader, rng: random.Random) -> None:
        self.reader = reader
        self.rng = rng

    def posts_after(self, cursor: str) -> Page[Post]:
        fate = self.rng.choice(["before", "after", "within", "live"])
        if fate == "before":
            raise Killed
        page = self.reader.posts_after(cursor)
        if fate == "after":
            raise Killed
        if fate == "within" and page.items:
            number = self.rng.randrange(len(page.items))
            deadly = replace(page.items[number], raw=DeadlyText("x"))
            return replace(page, items=(*page.items[:number], deadly, *page.items[number + 1 :]))
        return page


class DeadlyText(str):
    """A text that kills whoever looks at it."""

    def encode(self, *_: str) -> bytes:
        raise Killed


def test_killed_two_hundred_times_it_still_brings_every_post_once(store: Store) -> None:
    rng = random.Random(11)
    visitors = Visitors(Traits(era="A"), manner=Manner(pages=1, overlap=20, backfill=100_000))
    visitors.say("first")
    kills = rounds = 0
    while kills < 200:
        for _ in range(rng.randint(0, 2)):
            visitors.say("x", 1)
        rounds += 1
        try:
            Poller(Mortal(visitors.reader, rng), store, visitors.clock, slices=2).poll()  # type: ignore[arg-type]
        except Killed:
            kills += 1
    poller = Poller(visitors.reader, store, visitors.clock)
    poller.poll()
    with store.reading() as tx:
        stored = [row.post_id for row in tx.posts.after(0, limit=10_000)]
    assert sorted(stored, key=int) == [str(number) for number in sorted(visitors.world.posts)]
    assert poller.poll().delivery.to_check == 0
