"""Flags and the review queue of the sandbox: once each, scores, versions, claims, both ways of naming actions."""

from typing import Any

import pytest

from modbot.sandbox.flagging import expire
from modbot.sandbox.nouns import Traits
from modbot.sandbox.posting import Draft, publish
from modbot.sandbox.server import ADMIN_KEY, Sandbox, build_sandbox
from tests.fakes import FakeClock
from tests.sandbox.doors import Caller, moderator


def open_forum(**traits: Any) -> Sandbox:
    sandbox = build_sandbox(Traits(**traits), FakeClock())
    sandbox.world.add_user("bo")
    sandbox.world.add_user("cleo", trust_level=2)
    publish(sandbox.world, sandbox.world.find_user("bo"), Draft("Cheap minutes for everybody", title="Offer"))
    for number in range(12):
        publish(sandbox.world, sandbox.world.find_user("bo"), Draft(f"Again, cheap minutes {number}", topic_id=1))
    return sandbox


def raise_flag(sandbox: Sandbox, name: str, post_id: int, type_id: int = 8, **extra: str) -> int:
    call = Caller(sandbox, name, ADMIN_KEY)
    return call("POST", "/post_actions.json", data={"id": post_id, "post_action_type_id": type_id, **extra}).status_code


def decide(sandbox: Sandbox, item_id: int, action: str, version: int | None, name: str = "ada") -> Any:
    params = {} if version is None else {"version": version}
    return Caller(sandbox, name, ADMIN_KEY)("PUT", f"/review/{item_id}/perform/{action}.json", params=params)


def test_one_person_flags_a_post_once_whatever_the_type() -> None:
    sandbox = open_forum()
    assert raise_flag(sandbox, "cleo", 1) == 200
    assert raise_flag(sandbox, "cleo", 1, 4) == 403
    assert raise_flag(sandbox, "ada", 1, 4) == 200


def test_what_was_decided_a_short_while_ago_is_not_flagged_again_for_the_same_reason() -> None:
    sandbox = open_forum()
    raise_flag(sandbox, "cleo", 1)
    assert decide(sandbox, 1, "disagree", 0).status_code == 200
    assert raise_flag(sandbox, "ada", 1) == 422
    assert raise_flag(sandbox, "ada", 1, 7) == 200


def test_a_page_has_ten_items_with_numbers_for_statuses_and_scores_beside_them() -> None:
    sandbox = open_forum()
    for post_id in range(1, 13):
        raise_flag(sandbox, "cleo", post_id)
    page = moderator(sandbox).get("/review.json", sort_order="created_at")
    assert [len(page["reviewables"]), page["reviewables"][0]["id"]] == [10, 12]
    assert {item["status"] for item in page["reviewables"]} == {0}
    assert page["meta"]["load_more_reviewables"] == "/review?offset=10"
    scores = {score["id"]: score for score in page["reviewable_scores"]}
    assert scores[page["reviewables"][0]["reviewable_score_ids"][0]]["score_type_id"] == 8
    assert moderator(sandbox)("GET", "/review.json", params={"status": "nonsense"}).status_code == 400


@pytest.mark.parametrize(("style", "first"), [("plain", "agree_and_keep"), ("prefixed", "1-post-agree_and_keep")])
def test_actions_are_named_as_the_version_names_them(style: str, first: str) -> None:
    sandbox = open_forum(action_ids=style)
    raise_flag(sandbox, "cleo", 1)
    page = moderator(sandbox).get("/review/1.json")
    assert page["actions"][0]["id"] == first
    assert ("server_action" in page["actions"][0]) is (style == "prefixed")
    assert decide(sandbox, 1, first, 0).json()["reviewable_perform_result"]["transition_to"] == "approved"


def test_a_decision_needs_the_right_version_and_an_offered_action() -> None:
    sandbox = open_forum()
    raise_flag(sandbox, "cleo", 1)
    assert decide(sandbox, 1, "disagree", None).status_code == 422
    assert decide(sandbox, 1, "disagree", 7).status_code == 409
    assert decide(sandbox, 1, "approve_post", 0).status_code == 403
    assert decide(sandbox, 1, "disagree", 0).status_code == 200
    assert decide(sandbox, 1, "disagree", 1).status_code == 403


def test_a_claimed_item_waits_for_whoever_claimed_it() -> None:
    sandbox = open_forum()
    raise_flag(sandbox, "cleo", 1)
    body = {"reviewable_claimed_topic": {"topic_id": 1}}
    assert Caller(sandbox)("POST", "/reviewable_claimed_topics.json", json=body).status_code == 200
    assert moderator(sandbox)("POST", "/reviewable_claimed_topics.json", json=body).status_code == 409
    assert decide(sandbox, 1, "disagree", 0).status_code == 422
    assert Caller(sandbox)("DELETE", "/reviewable_claimed_topics/1.json").status_code == 200
    assert decide(sandbox, 1, "disagree", 0).status_code == 200


def test_enough_reports_hide_a_post_and_disagreeing_shows_it_again() -> None:
    sandbox = open_forum()
    raise_flag(sandbox, "cleo", 2)
    raise_flag(sandbox, "ada", 2)
    assert sandbox.world.posts[2].hidden
    assert raise_flag(sandbox, "olga", 2) == 403
    assert decide(sandbox, 1, "disagree_and_restore", 1).status_code == 200
    assert not sandbox.world.posts[2].hidden


def test_a_note_to_moderators_never_hides_by_itself_unless_queued_by_staff() -> None:
    sandbox = open_forum()
    raise_flag(sandbox, "cleo", 2, 7, message="Please have a look at this.")
    raise_flag(sandbox, "ada", 2, 7)
    assert not sandbox.world.posts[2].hidden
    raise_flag(sandbox, "ada", 3, 7, queue_for_review="true")
    assert sandbox.world.posts[3].hidden
    assert sandbox.world.reviewables[2].status == 0


def test_staff_deleting_a_flagged_post_agrees_with_the_flag() -> None:
    sandbox = open_forum()
    raise_flag(sandbox, "cleo", 2)
    moderator(sandbox)("DELETE", "/posts/2.json")
    assert moderator(sandbox).get("/review/1.json")["reviewable_scores"][0]["status"] == 1


def test_an_item_nobody_looked_at_ends_ignored_by_the_system() -> None:
    sandbox = open_forum()
    raise_flag(sandbox, "cleo", 2)
    expire(sandbox.world, sandbox.world.reviewables[1])
    score = moderator(sandbox).get("/review.json", status="all")["reviewable_scores"][0]
    assert (score["status"], score["reviewed_by_id"]) == (3, -1)


def test_a_second_silence_is_a_conflict_without_errors_and_staff_cannot_be_silenced() -> None:
    sandbox = open_forum()
    ada, bo = moderator(sandbox), sandbox.world.find_user("bo").id
    assert ada("PUT", f"/admin/users/{bo}/silence.json", data={"reason": "spam"}).status_code == 200
    again = ada("PUT", f"/admin/users/{bo}/silence.json", data={"reason": "spam"})
    assert (again.status_code, sorted(again.json())) == (409, ["failed", "message"])
    olga = sandbox.world.find_user("olga").id
    assert ada("PUT", f"/admin/users/{olga}/silence.json", data={"reason": "spam"}).status_code == 403


def test_staff_addresses_do_not_exist_for_others() -> None:
    sandbox = open_forum()
    assert Caller(sandbox, "bo", ADMIN_KEY)("GET", "/admin/users/1.json").status_code == 404
    assert Caller(sandbox, "modbot", "wrong")("GET", "/admin/users/1.json").status_code == 404
    assert Caller(sandbox, "modbot", "wrong")("GET", "/posts.json").status_code == 403
    assert Caller(sandbox, "bo", ADMIN_KEY)("GET", "/review.json").status_code == 403


def test_a_reading_key_does_not_write() -> None:
    sandbox = open_forum()
    call = Caller(sandbox, "modbot", "sandbox-read-key")
    assert call("POST", "/post_actions.json", data={"id": 1, "post_action_type_id": 8}).status_code == 403
    assert call("GET", "/review.json").status_code == 200
