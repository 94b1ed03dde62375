"""A forum that answers anything at all: what is read may be nothing, but only ForumErrors come out."""

import contextlib
import json
from datetime import timedelta
from typing import Any

import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from requests.adapters import BaseAdapter

from modbot.errors import ForumError
from modbot.forum.discourse import Access, Habits, connect
from modbot.forum.doctor import Doctor
from tests.fakes import FakeClock
from tests.forum.visitors import an_action

KEYS = [
    "id", "raw", "latest_posts", "post_stream", "posts", "stream", "topic_list", "topics", "reviewables", "user",
    "users",
    "reviewable_scores", "reviewable_score_ids", "status", "version", "post_id", "type", "created_at", "deleted_at",
    "about", "current_user", "categories", "post_action_types", "name_key", "username", "tags", "last_posted_at",
    "topic_id", "actions_summary", "groups", "title", "reviewable", "actions", "hidden", "user_id", "score_type_id",
]  # fmt: skip
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 300), st.text(max_size=5), st.sampled_from(["ReviewableFlaggedPost", "7"])
)
ANSWERS = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=25,
)


class Oracle(BaseAdapter):
    """Answers every call with the next of some answers, over and over."""

    def __init__(self, answers: list[Any]) -> None:
        super().__init__()
        self.answers = answers
        self.calls = 0

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:
        response = requests.Response()
        response.status_code, response.request, response.url = 200, request, request.url or ""
        response.headers["Content-Type"] = "application/json"
        response._content = json.dumps(self.answers[self.calls % len(self.answers)]).encode()
        self.calls += 1
        return response

    def close(self) -> None:
        """Nothing to close."""


@settings(max_examples=100, deadline=None)
@given(st.lists(ANSWERS, min_size=1, max_size=5))
def test_whatever_a_forum_answers_only_forum_errors_come_out(answers: list[Any]) -> None:
    clock, session = FakeClock(), requests.Session()
    oracle = Oracle(answers)
    session.mount("http://", oracle)
    access = Access("http://forum.test", "modbot", "read", "act", "secret")
    forum = connect(access, Habits(1_000_000, private_messages=True), clock, session)
    assert forum.actor is not None
    since = clock.now() - timedelta(days=2)
    calls = [
        lambda: forum.reader.posts_after(""),
        lambda: forum.reader.changed_posts(since, '{"page":0,"topics":[1],"posts":[[2,[3]]]}'),
        lambda: forum.reader.read_post("1"),
        lambda: forum.reader.read_first_post("1"),
        lambda: forum.reader.reviews_after('{"newest":1,"open":[[1,0]]}'),
        lambda: forum.actor.perform(an_action("hide", "1")),  # type: ignore[union-attr]
        lambda: forum.actor.perform(an_action("silence", "user:bo")),  # type: ignore[union-attr]
        lambda: forum.actor.perform(an_action("reply", "1", raw="Hello")),  # type: ignore[union-attr]
        lambda: forum.actor.perform(an_action("move", "1", tags="a")),  # type: ignore[union-attr]
        lambda: Doctor(access, Habits(1_000_000), clock, session).examine(),
    ]
    for call in calls:
        with contextlib.suppress(ForumError):
            call()
    assert oracle.calls < 500
