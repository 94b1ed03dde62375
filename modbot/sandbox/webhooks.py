"""Webhooks of the sandbox: signed, at times twice, late, out of order, or again under a new event id."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
import threading
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import requests

from modbot.sandbox.furnishing import badge
from modbot.sandbox.nouns import SYSTEM_ID
from modbot.sandbox.show_posts import show_listed_post
from modbot.sandbox.show_reviews import show_one_review
from modbot.sandbox.show_topics import visible_posts
from modbot.sandbox.world import EventKind, World


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where events go. The forum signs the body when there is a secret."""

    url: str
    secret: str = ""
    form: bool = False
    kinds: frozenset[str] = frozenset({"post", "topic", "reviewable", "user", "group_user", "ping"})


@dataclass(frozen=True, slots=True)
class Delivery:
    """One HTTP call to make: address, headers, raw body."""

    url: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class WebhookOffice:
    """Writes down what happened as it happened, and delivers it in whatever order and number it is told to."""

    world: World
    base_url: str = "http://sandbox.invalid"
    subscriptions: list[Subscription] = field(default_factory=list)
    waiting: list[Delivery] = field(default_factory=list)
    _event_id: int = 0

    def record(self, kind: EventKind, event: str, thing: Any) -> None:
        """Take a snapshot of a thing now, for every subscription that wants it."""
        body = None
        for subscription in self.subscriptions:
            if kind in subscription.kinds:
                body = body or self._describe(kind, thing)
                self.waiting.append(self._write(subscription, kind, event, body))

    def _describe(self, kind: EventKind, thing: Any) -> dict[str, Any]:
        system = self.world.users[SYSTEM_ID]
        if kind == "post":
            topic = self.world.topics[thing.topic_id]
            shown = show_listed_post(self.world, system, thing)
            shown.pop("actions_summary")
            shown.update(topic_archetype=topic.archetype, topic_posts_count=topic.highest_post_number)
            return {"post": shown}
        if kind == "topic":
            ids = [post.id for post in visible_posts(self.world, system, thing)]
            return {"topic": {"id": thing.id, "title": thing.title, "archetype": thing.archetype, "post_ids": ids}}
        if kind == "reviewable":
            return {"reviewable": show_one_review(self.world, thing)["reviewable"]}
        if kind == "ping":
            return {"ping": "OK"}
        return {kind: badge(thing)}

    def _write(self, subscription: Subscription, kind: str, event: str, shown: dict[str, Any]) -> Delivery:
        self._event_id += 1
        text = json.dumps(shown)
        body = (urlencode({"payload": text}) if subscription.form else text).encode()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded" if subscription.form else "application/json",
            "User-Agent": f"Discourse/{self.world.traits.version}",
            "X-Discourse-Instance": self.base_url,
            "X-Discourse-Event-Id": str(self._event_id),
            "X-Discourse-Event-Type": kind,
            "X-Discourse-Event": event,
        }
        if subscription.secret:
            headers["X-Discourse-Event-Signature"] = sign(subscription.secret, body)
        return Delivery(subscription.url, headers, body)

    def redeliver(self, delivery: Delivery) -> Delivery:
        """Return the same content as a new event, the way a retry looks."""
        self._event_id += 1
        return Delivery(delivery.url, {**delivery.headers, "X-Discourse-Event-Id": str(self._event_id)}, delivery.body)

    def take(self, *, shuffle: random.Random | None = None, copies: int = 1) -> list[Delivery]:
        """Return what waits, each ``copies`` times, out of order when given a source of disorder."""
        with self.world.lock:
            deliveries, self.waiting = self.waiting * copies, []
        if shuffle is not None:
            shuffle.shuffle(deliveries)
        return deliveries

    def send(self, deliveries: list[Delivery], timeout: float = 20.0) -> list[int]:
        """Make the calls; returns the statuses, 0 where nobody answered. A failed call is not repeated."""
        return [_post(delivery, timeout) for delivery in deliveries]


def sign(secret: str, body: bytes) -> str:
    """Return the signature header of a body: ``sha256=`` and the HMAC in hex."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _post(delivery: Delivery, timeout: float) -> int:
    try:
        answer = requests.post(delivery.url, data=delivery.body, headers=delivery.headers, timeout=timeout)
    except requests.RequestException:
        return 0
    return answer.status_code


class Postman:
    """A thread that delivers waiting events every quarter of a second, until stopped."""

    def __init__(self, office: WebhookOffice) -> None:
        self._office = office
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._walk, name="sandbox-webhooks", daemon=True)

    def start(self) -> None:
        """Begin delivering."""
        self._thread.start()

    def stop(self) -> None:
        """Stop delivering; what waits is lost, as it is on a real forum that goes down."""
        self._stop.set()

    def _walk(self) -> None:
        while not self._stop.wait(0.25):
            self._office.send(self._office.take(), timeout=5.0)
