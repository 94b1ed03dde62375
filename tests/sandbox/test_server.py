"""The sandbox over a real socket: it opens quickly, says what it is, and goes wrong on demand."""

import hashlib
import hmac
import random
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import requests

from modbot.sandbox.nouns import Traits
from modbot.sandbox.posting import Draft, publish
from modbot.sandbox.server import READ_KEY, build_sandbox, start_sandbox
from modbot.sandbox.trouble import Fault
from modbot.sandbox.webhooks import Subscription, sign
from tests.fakes import FakeClock
from tests.sandbox.doors import reader
from tests.waiting import PATIENCE, best_of, wait_until

KEY = {"Api-Key": READ_KEY, "Api-Username": "modbot"}


def test_it_opens_in_less_than_a_second_and_closes() -> None:
    def measure() -> float:
        began = time.monotonic()
        with start_sandbox() as sandbox:
            url = sandbox.base_url
            assert requests.get(url + "/about.json", headers=KEY, timeout=PATIENCE).status_code == 200
            took = time.monotonic() - began
        with pytest.raises(requests.ConnectionError):
            requests.get(url + "/about.json", timeout=PATIENCE)
        return took

    assert best_of(5, measure) < 1


def test_a_taken_port_is_told_at_once() -> None:
    with start_sandbox() as sandbox, pytest.raises(OSError, match="in use"):
        start_sandbox(port=int(sandbox.base_url.rsplit(":", 1)[1]))


def test_every_page_and_answer_says_that_this_is_a_sandbox() -> None:
    with start_sandbox() as sandbox:
        bo = sandbox.world.add_user("bo")
        publish(sandbox.world, bo, Draft("<script>alert(1)</script> hello", title="Hello <b>there</b>"))
        for path in ("/", "/t/hello-b-there-b/1", "/about.json", "/posts.json", "/nothing.json", "/t/wrong/1.json"):
            answer = requests.get(sandbox.base_url + path, headers=KEY, allow_redirects=False, timeout=PATIENCE)
            assert "sandbox" in answer.headers["X-Sandbox"]
        page = requests.get(sandbox.base_url + "/t/hello-b-there-b/1", timeout=PATIENCE).text
        assert "SANDBOX" in page
        assert "<script>" not in page
        about = requests.get(sandbox.base_url + "/about.json", timeout=PATIENCE)
        assert "not a real one" in about.json()["about"]["title"]
        assert about.headers["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize(
    ("shape", "status", "content_type"),
    [
        ("429_json", 429, "application/json; charset=utf-8"),
        ("429_text", 429, "text/plain; charset=utf-8"),
        ("429_html", 429, "text/html; charset=utf-8"),
        ("503_read_only", 503, "application/json; charset=utf-8"),
        ("502_html", 502, "text/html; charset=utf-8"),
        ("301_blank", 301, "text/html; charset=utf-8"),
    ],
)
def test_trouble_strikes_as_often_as_told(shape: str, status: int, content_type: str) -> None:
    sandbox = build_sandbox(Traits(), FakeClock())
    sandbox.trouble.faults.append(Fault(shape, "GET /about", times=1, seconds=7))  # type: ignore[arg-type]
    call = reader(sandbox)
    struck = call("GET", "/about.json")
    assert (struck.status_code, struck.headers["Content-Type"]) == (status, content_type)
    assert call("GET", "/about.json").status_code == 200
    if shape == "429_json":
        assert (struck.json()["extras"]["wait_seconds"], struck.headers["Retry-After"]) == (7, "7")


def test_a_slow_answer_takes_its_time() -> None:
    with start_sandbox() as sandbox:
        sandbox.trouble.faults.append(Fault("slow", "about", seconds=0.3))
        with pytest.raises(requests.Timeout):
            requests.get(sandbox.base_url + "/about.json", timeout=0.1)


def test_all_keys_share_one_limit() -> None:
    clock = FakeClock()
    sandbox = build_sandbox(Traits(), clock)
    sandbox.trouble.calls_per_minute = 3
    call = reader(sandbox)
    assert [call("GET", "/about.json").status_code for _ in range(4)] == [200, 200, 200, 429]
    clock.move(seconds=61)
    assert call("GET", "/about.json").status_code == 200


def test_webhooks_are_signed_over_the_bytes_they_carry() -> None:
    assert sign("my_lovely_secret_for_web_hook", b'{"ping":"OK"}') == (
        "sha256=162f107f6b5022353274eb1a7197885cfd35744d8d08e5bcea025d309386b7d6"
    )
    sandbox = build_sandbox(Traits(), FakeClock())
    sandbox.webhooks.subscriptions.append(Subscription("http://bot.invalid/hook", "a long enough secret"))
    publish(sandbox.world, sandbox.world.add_user("bo"), Draft("Hello there", title="Hi"))
    topic, post = sandbox.webhooks.take()
    assert (topic.headers["X-Discourse-Event"], post.headers["X-Discourse-Event"]) == ("topic_created", "post_created")
    mac = hmac.new(b"a long enough secret", post.body, hashlib.sha256).hexdigest()
    assert post.headers["X-Discourse-Event-Signature"] == f"sha256={mac}"


def test_webhooks_come_twice_out_of_order_and_again_under_a_new_number() -> None:
    sandbox = build_sandbox(Traits(), FakeClock())
    sandbox.webhooks.subscriptions.append(Subscription("http://bot.invalid/hook"))
    bo = sandbox.world.add_user("bo")
    publish(sandbox.world, bo, Draft("Hello there", title="Hi"))
    for number in range(5):
        publish(sandbox.world, bo, Draft(f"reply {number}", topic_id=1))
    deliveries = sandbox.webhooks.take(shuffle=random.Random(4), copies=2)
    numbers = [int(delivery.headers["X-Discourse-Event-Id"]) for delivery in deliveries]
    assert sorted(numbers) == sorted([*range(1, 8), *range(1, 8)])
    assert numbers != sorted(numbers)
    again = sandbox.webhooks.redeliver(deliveries[0])
    assert again.body == deliveries[0].body
    assert again.headers["X-Discourse-Event-Id"] == "8"


def test_an_open_sandbox_delivers_its_webhooks_by_itself() -> None:
    calls: list[tuple[str, bytes]] = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            calls.append((self.headers["X-Discourse-Event-Signature"], body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    bot = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=bot.serve_forever, daemon=True).start()
    hook = Subscription(f"http://127.0.0.1:{bot.server_port}/hook", "a long enough secret", kinds=frozenset({"post"}))
    with start_sandbox(webhook=hook) as sandbox:
        publish(sandbox.world, sandbox.world.add_user("bo"), Draft("Hello there", title="Hi"))
        wait_until(lambda: calls, "the webhook")
    bot.shutdown()
    bot.server_close()
    assert [signature == sign("a long enough secret", body) for signature, body in calls] == [True]
