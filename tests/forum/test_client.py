"""Every way a forum's answer can go wrong, met by the client over the sandbox's HTTP."""

import logging

import pytest
import requests

from modbot.clock import SystemClock
from modbot.errors import ForumBusy, ForumError
from modbot.forum.budget import Budget
from modbot.forum.client import ForumClient, Line
from modbot.sandbox.posting import Draft, publish
from modbot.sandbox.server import ACT_KEY, start_sandbox
from modbot.sandbox.trouble import Fault, Shape
from tests.forum.visitors import Visitors


@pytest.mark.parametrize(("shape", "wait"), [("429_json", 51), ("429_text", 51), ("429_html", 11)])
def test_a_forum_that_asks_to_wait_long_is_left_alone_by_everybody(shape: Shape, wait: float) -> None:
    visitors = Visitors()
    visitors.sandbox.trouble.faults.append(Fault(shape, times=1, seconds=50))
    client = visitors.forum.client
    with pytest.raises(ForumBusy) as busy:
        client.get("/about.json")
    assert busy.value.wait_seconds == wait
    assert visitors.clock.slept == []
    with pytest.raises(ForumBusy):
        client.get("/about.json")
    assert len(visitors.door.calls) == 1
    visitors.clock.move(seconds=wait)
    assert client.get("/about.json")["about"]["version"]


@pytest.mark.parametrize("shape", ["429_json", "429_text"])
def test_a_short_wait_is_waited_and_the_call_made_again(shape: Shape) -> None:
    visitors = Visitors(patience=2.0)
    visitors.sandbox.trouble.faults.append(Fault(shape, times=1, seconds=1))
    assert visitors.forum.client.get("/about.json")["about"]
    assert visitors.clock.slept == [2]


def test_a_read_only_forum_is_busy() -> None:
    visitors = Visitors()
    visitors.sandbox.trouble.faults.append(Fault("503_read_only"))
    with pytest.raises(ForumBusy):
        visitors.forum.client.get("/about.json")


def test_reading_is_tried_three_times_and_writing_once() -> None:
    visitors = Visitors()
    visitors.sandbox.trouble.faults.append(Fault("502_html", times=5))
    with pytest.raises(ForumError) as error:
        visitors.forum.client.get("/about.json")
    assert (error.value.permanent, error.value.status, len(visitors.door.calls)) == (False, 502, 3)
    with pytest.raises(ForumError):
        visitors.forum.client.send("POST", "/posts.json", {"raw": "x" * 30, "title": "A title for it"})
    assert len(visitors.door.calls) == 4


def test_a_redirect_is_an_error_that_names_its_target() -> None:
    visitors = Visitors()
    visitors.sandbox.trouble.faults.append(Fault("301_blank"))
    with pytest.raises(ForumError, match="/login") as error:
        visitors.forum.client.get("/about.json")
    assert error.value.permanent


def test_text_tables_and_blank_bodies_are_values() -> None:
    visitors = Visitors()
    visitors.say("Grüße, πολλά, привет")
    client = visitors.forum.client
    assert client.get("/posts/1/raw") == "Grüße, πολλά, привет"
    visitors.world.staff_log.append(("delete_post", 1, "9"))
    assert client.get("/admin/logs/staff_action_logs.csv") == "delete_post,1,9\n"
    visitors.say("Another post of mine.", 1)
    assert visitors.actor._client.send("DELETE", "/posts/2.json") is None


def test_a_page_of_html_is_no_value() -> None:
    visitors = Visitors()
    with pytest.raises(ForumError, match="expected JSON"):
        visitors.forum.client.get("/")


def test_the_forums_own_words_come_with_the_error() -> None:
    visitors = Visitors()
    with pytest.raises(ForumError, match="too short") as error:
        visitors.actor._client.send("POST", "/posts.json", {"raw": "hi", "title": "A title"})
    assert (error.value.status, error.value.permanent) == (422, True)


def test_what_is_gone_or_closed_reads_as_nothing_and_real_trouble_does_not() -> None:
    visitors = Visitors()
    assert visitors.forum.client.get_if_there("/posts/999.json") is None
    visitors.sandbox.trouble.faults.append(Fault("502_html", times=3))
    with pytest.raises(ForumError):
        visitors.forum.client.get_if_there("/posts/999.json")


def test_pydiscourse_calls_go_the_same_way_and_its_log_stays_quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    visitors = Visitors()
    visitors.say("A secret that belongs into no log.")
    assert visitors.forum.client.latest_posts()["latest_posts"][0]["raw"].startswith("A secret")
    assert "A secret" not in caplog.text


def test_over_a_real_socket_a_hanging_forum_and_a_closed_one_are_errors_not_hangs() -> None:
    clock = SystemClock()
    with start_sandbox() as sandbox:
        publish(sandbox.world, sandbox.world.add_user("bo"), Draft("Hello there", title="Hi"))
        line = Line(requests.Session(), Budget(1000, clock), clock, timeout=(1.0, 1.0))
        client = ForumClient(sandbox.base_url + "/", "modbot", ACT_KEY, line)
        assert client.get("/posts.json")["latest_posts"][0]["id"] == 1
        sandbox.trouble.faults.append(Fault("slow", times=1, seconds=1.5))
        assert client.get("/posts.json")["latest_posts"]
        sandbox.trouble.faults.append(Fault("slow", times=1, seconds=1.5))
        with pytest.raises(ForumError, match="Timeout") as error:
            client.send("POST", "/posts.json", {"raw": "Hello there, long enough.", "topic_id": 1})
        assert not error.value.permanent
    with pytest.raises(ForumError, match="ConnectionError"):
        client.get("/posts.json")
