import random
from collections.abc import Iterator

import pytest

from modbot.errors import BadSignature
from modbot.receive.inbox import Delivery
from modbot.receive.webhook import WebhookDoor
from modbot.sandbox.flagging import Report, flag
from modbot.sandbox.posting import delete, edit
from modbot.sandbox.trouble import Fault
from modbot.sandbox.webhooks import Subscription
from modbot.store.store import Store
from tests.forum.visitors import SECRET, Visitors, an_action


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Store]:
    with Store(sqlite_url) as opened:
        yield opened


@pytest.fixture
def visitors() -> Visitors:
    visitors = Visitors()
    visitors.sandbox.webhooks.subscriptions.append(Subscription("http://bot.test/hook", SECRET))
    return visitors


def test_calls_twice_out_of_order_and_repeated_lead_to_what_stands_there_now(store: Store, visitors: Visitors) -> None:
    door = WebhookDoor(visitors.reader, store, visitors.clock)
    post = visitors.say("Calls drop since Monday.")
    edit(visitors.world, visitors.bo, post, "Calls drop since Tuesday.")
    office = visitors.sandbox.webhooks
    deliveries = office.take(shuffle=random.Random(3), copies=2)
    for delivery in [*deliveries, office.redeliver(deliveries[0])]:
        door.accept(delivery.headers, delivery.body)
    assert door.follow_up().delivery == Delivery(new=1, known=1)  # the post's calls and its topic's
    assert door.follow_up().delivery == Delivery()
    with store.reading() as tx:
        assert [row.post.raw for row in tx.posts.versions("1")] == ["Calls drop since Tuesday."]


def test_what_a_call_says_is_never_believed(store: Store, visitors: Visitors) -> None:
    door = WebhookDoor(visitors.reader, store, visitors.clock)
    post = visitors.say("Calls drop since Monday.")
    (delivery,) = [d for d in visitors.sandbox.webhooks.take() if d.headers["X-Discourse-Event"] == "post_created"]
    delete(visitors.world, visitors.world.find_user("ada"), post)
    assert door.accept(delivery.headers, delivery.body)
    assert door.follow_up().delivery == Delivery()
    with pytest.raises(BadSignature):
        door.accept(delivery.headers, delivery.body + b" ")
    with store.reading() as tx:
        assert tx.posts.latest("1") is None


def test_a_deleted_post_is_noted_as_gone(store: Store, visitors: Visitors) -> None:
    door = WebhookDoor(visitors.reader, store, visitors.clock)
    visitors.say("first")
    post = visitors.say("Calls drop since Monday.", 1)
    for step in (lambda: None, lambda: delete(visitors.world, visitors.world.find_user("ada"), post)):
        step()
        for delivery in visitors.sandbox.webhooks.take():
            door.accept(delivery.headers, delivery.body)
        door.follow_up()
    with store.reading() as tx:
        latest = tx.posts.latest(str(post.id))
    assert latest is not None
    assert latest.gone_at is not None


def test_private_messages_are_announced_and_still_not_read(store: Store, visitors: Visitors) -> None:
    door = WebhookDoor(visitors.reader, store, visitors.clock)
    visitors.say("for modbot", recipients=("modbot",))
    for delivery in visitors.sandbox.webhooks.take():
        door.accept(delivery.headers, delivery.body)
    assert door.follow_up().delivery == Delivery()


def test_a_busy_forum_leaves_the_calls_waiting(store: Store, visitors: Visitors) -> None:
    door = WebhookDoor(visitors.reader, store, visitors.clock)
    visitors.say("Calls drop since Monday.")
    for delivery in visitors.sandbox.webhooks.take():
        door.accept(delivery.headers, delivery.body)
    visitors.sandbox.trouble.faults.append(Fault("429_json", "posts/1", seconds=90))
    assert door.follow_up().come_back_in == 91
    visitors.clock.move(seconds=91)
    assert door.follow_up().delivery.known == 1


def test_a_new_title_of_an_old_topic_is_checked(store: Store, visitors: Visitors) -> None:
    door = WebhookDoor(visitors.reader, store, visitors.clock)
    visitors.say("Calls drop since Monday.")
    for delivery in visitors.sandbox.webhooks.take():
        door.accept(delivery.headers, delivery.body)
    door.follow_up()
    visitors.clock.move(days=30)
    visitors.actor.perform(an_action("move", "1", title="Buy cheap minutes"))
    for delivery in visitors.sandbox.webhooks.take():
        door.accept(delivery.headers, delivery.body)
    assert door.follow_up().delivery == Delivery(renamed=1)


def test_a_report_wakes_the_review_duty(store: Store, visitors: Visitors) -> None:
    door = WebhookDoor(visitors.reader, store, visitors.clock)
    post = visitors.say("Buy cheap minutes from me.")
    visitors.sandbox.webhooks.take()
    flag(visitors.world, visitors.cleo, post, Report(8))
    for delivery in visitors.sandbox.webhooks.take():
        door.accept(delivery.headers, delivery.body)
    assert door.follow_up().reviews_changed


def test_a_ping_is_accepted_and_wakes_nobody(store: Store, visitors: Visitors) -> None:
    visitors.sandbox.webhooks.record("ping", "ping", None)
    (delivery,) = visitors.sandbox.webhooks.take()
    assert WebhookDoor(visitors.reader, store, visitors.clock).accept(delivery.headers, delivery.body) is False
