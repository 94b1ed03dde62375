import random
from urllib.parse import urlencode

import pytest

from modbot.errors import BadSignature, ForumError
from modbot.forum.events import check_signature, read_event
from modbot.forum.interface import ForumEvent
from modbot.sandbox.flagging import Report, flag
from modbot.sandbox.posting import edit
from modbot.sandbox.webhooks import Subscription, sign
from tests.forum.visitors import SECRET, Visitors

PUBLISHED = "sha256=162f107f6b5022353274eb1a7197885cfd35744d8d08e5bcea025d309386b7d6"


def headers(body: bytes, kind: str = "post", **more: str) -> dict[str, str]:
    return {
        "X-Discourse-Event-Signature": sign(SECRET, body),
        "X-Discourse-Event-Type": kind,
        "X-Discourse-Event-Id": "7",
        "Content-Type": "application/json",
        **more,
    }


def test_the_published_example_is_genuine() -> None:
    check_signature(PUBLISHED, b'{"ping":"OK"}', SECRET)


@pytest.mark.parametrize("given", ["", "sha256=", PUBLISHED[:-1] + "7", PUBLISHED.upper(), "sha1=abc", "ünïcode"])
def test_any_other_signature_is_not(given: str) -> None:
    with pytest.raises(BadSignature):
        check_signature(given, b'{"ping":"OK"}', SECRET)


def test_a_changed_byte_or_a_missing_secret_is_refused() -> None:
    with pytest.raises(BadSignature):
        check_signature(PUBLISHED, b'{"ping":"OK"} ', SECRET)
    with pytest.raises(BadSignature):
        check_signature(sign("", b"{}"), b"{}", "")


def test_the_signature_is_checked_before_the_body_is_parsed() -> None:
    with pytest.raises(BadSignature):
        read_event({"X-Discourse-Event-Type": "post"}, b"not json", SECRET)
    with pytest.raises(ForumError, match="not JSON"):
        read_event(headers(b"not json"), b"not json", SECRET)


@pytest.mark.parametrize(
    ("kind", "body"),
    [("ping", b'{"ping":"OK"}'), ("post", b'{"post":{}}'), ("post", b"[]"), ("", b'{"post":{"id":1}}')],
)
def test_pings_and_things_without_a_number_announce_nothing(kind: str, body: bytes) -> None:
    assert read_event(headers(body, kind), body, SECRET) is None


def test_forms_are_read_as_well_as_json() -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for fields in ({"payload": '{"post":{"id":12,"raw":"x"}}'}, {"post[id]": "12", "post[raw]": "x"}):
        body = urlencode(fields).encode()
        assert read_event(headers(body, **form), body, SECRET) == ForumEvent("post", "12", "7")


@pytest.mark.parametrize("form", [False, True])
def test_the_sandboxs_webhooks_are_understood_in_any_order(form: bool) -> None:
    visitors = Visitors()
    visitors.sandbox.webhooks.subscriptions.append(Subscription("http://bot.test/hook", SECRET, form=form))
    post = visitors.say("Calls drop since Monday.")
    edit(visitors.world, visitors.bo, post, "Calls drop since Tuesday.")
    flag(visitors.world, visitors.cleo, post, Report(8))
    deliveries = visitors.sandbox.webhooks.take(shuffle=random.Random(1), copies=2)
    events = {visitors.reader.read_event(d.headers, d.body) for d in deliveries}
    assert {(event.kind, event.object_id) for event in events if event} >= {("post", "1"), ("reviewable", "1")}
