"""The sandbox's answers to documented calls, checked against the forum software's published description."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from modbot.sandbox.nouns import Traits
from modbot.sandbox.posting import Draft, publish
from modbot.sandbox.server import build_sandbox
from tests.fakes import FakeClock
from tests.sandbox.doors import Caller

DOCUMENTED: dict[str, Any] = json.loads((Path(__file__).parent / "documented_answers.json").read_text())
# Where the description is known to be wrong: a real forum answers with numbers here.
NUMBERS_IN_TRUTH = {"reply_to_post_number", "reviewable_id"}


def mend(schema: Any, name: str = "") -> Any:
    if isinstance(schema, list):
        return [mend(part, name) for part in schema]
    if not isinstance(schema, dict):
        return schema
    mended = {key: mend(value, name) for key, value in schema.items() if key != "properties"}
    if "properties" in schema:
        mended["properties"] = {key: mend(value, key) for key, value in schema["properties"].items()}
    if name in NUMBERS_IN_TRUTH and isinstance(mended.get("type"), list):
        mended["type"] = ["integer", "null"]
    return mended


@pytest.fixture(scope="module")
def caller() -> Caller:
    sandbox = build_sandbox(Traits(), FakeClock())
    world = sandbox.world
    world.add_group("partner-acme")
    world.add_user("bo", groups={"partner-acme"})
    world.add_user("cleo")
    first = publish(
        world, world.find_user("bo"), Draft("How do I set up a ring group?", title="Ring groups", tags=("pbx",))
    )
    publish(world, world.find_user("cleo"), Draft("Open the ring groups page.", topic_id=first.topic_id, reply_to=1))
    publish(world, world.find_user("cleo"), Draft("Buy cheap minutes here, friends.", topic_id=first.topic_id))
    return Caller(sandbox)


def check(name: str, answer: Any) -> None:
    jsonschema.Draft202012Validator(mend(DOCUMENTED[name])).validate(answer)


@pytest.mark.parametrize(
    ("name", "path", "params"),
    [
        ("get /posts.json", "/posts.json", {}),
        ("get /posts/{id}.json", "/posts/1.json", {}),
        ("get /latest.json", "/latest.json", {}),
        ("get /t/{id}.json", "/t/1.json", {"include_raw": "1"}),
        ("get /t/{id}/posts.json", "/t/1/posts.json", {"post_ids[]": "2"}),
        ("get /u/{username}.json", "/u/bo.json", {}),
        ("get /groups.json", "/groups.json", {}),
        ("get /groups/{name}.json", "/groups/partner-acme.json", {}),
        ("get /groups/{name}/members.json", "/groups/partner-acme/members.json", {"limit": 1000}),
        ("get /admin/users/{id}.json", "/admin/users/4.json", {}),
        ("get /site.json", "/site.json", {}),
        ("get /categories.json", "/categories.json", {}),
        ("get /search.json", "/search.json", {"q": "ring"}),
        ("get /user_actions.json", "/user_actions.json", {"username": "bo", "filter": "4,5"}),
        (
            "get /topics/private-messages-sent/{username}.json",
            "/topics/private-messages-sent/modbot.json",
            {},
        ),
    ],
)  # fmt: skip
def test_a_documented_answer_has_every_documented_field(caller: Caller, name: str, path: str, params: Any) -> None:
    check(name, caller.get(path, **params))


def test_documented_writes_answer_as_documented(caller: Caller) -> None:
    made = caller("POST", "/posts.json", json={"topic_id": 1, "raw": "A reply that is long enough to be taken."})
    check("post /posts.json", made.json())
    edited = caller("PUT", f"/posts/{made.json()['id']}.json", json={"post": {"raw": "A reply, changed a little bit."}})
    check("put /posts/{id}.json", edited.json())
    flagged = caller("POST", "/post_actions.json", data={"id": 3, "post_action_type_id": 8})
    check("post /post_actions.json", flagged.json())
    moved = caller("PUT", "/t/-/1.json", data={"title": "Ring groups, again"})
    check("put /t/-/{id}.json", moved.json())
    closed = caller("PUT", "/t/1/status.json", data={"status": "closed", "enabled": "true"})
    check("put /t/{id}/status.json", closed.json())
    silenced = caller("PUT", "/admin/users/5/silence.json", data={"silenced_till": "2026-05-01", "reason": "spam"})
    check("put /admin/users/{id}/silence.json", silenced.json())
    suspended = caller("PUT", "/admin/users/4/suspend.json", data={"suspend_until": "2026-05-01", "reason": "spam"})
    check("put /admin/users/{id}/suspend.json", suspended.json())


def test_the_check_can_fail(caller: Caller) -> None:
    answer = caller.get("/posts.json")
    del answer["latest_posts"][0]["raw"]
    with pytest.raises(jsonschema.ValidationError):
        check("get /posts.json", answer)
