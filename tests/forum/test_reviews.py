"""Bringing home what members reported and what staff made of it, row by row."""

import pytest

from modbot.forum.interface import ForumReview
from modbot.sandbox.flagging import Report, expire, flag
from modbot.sandbox.nouns import Traits
from modbot.sandbox.reviewing import perform
from tests.forum.visitors import Visitors, an_action


@pytest.fixture
def visitors() -> Visitors:
    visitors = Visitors(native_flags="notify")
    visitors.say("Buy cheap minutes from me.")
    visitors.say("Buy even cheaper minutes from me.", 1)
    return visitors


def fetch(visitors: Visitors, cursor: str) -> tuple[list[ForumReview], str]:
    page = visitors.reader.reviews_after(cursor)
    return list(page.items), page.next_cursor


def decide(visitors: Visitors, number: int, action: str) -> None:
    item = visitors.world.reviewables[number]
    perform(visitors.world, visitors.world.find_user("ada"), item, action, item.version)


def test_a_members_report_comes_home_once_and_its_verdict_later(visitors: Visitors) -> None:
    flag(visitors.world, visitors.cleo, visitors.world.posts[2], Report(8))
    (row,), cursor = fetch(visitors, "")
    assert (row.post_id, row.kind, row.outcome, row.reported_by, row.is_own) == ("2", "spam", "pending", "cleo", False)
    assert fetch(visitors, cursor)[0] == []
    decide(visitors, 1, "agree_and_keep")
    (row,), cursor = fetch(visitors, cursor)
    assert (row.outcome, row.decided_by) == ("agreed", "ada")
    assert fetch(visitors, cursor)[0] == []


def test_every_row_has_its_own_outcome(visitors: Visitors) -> None:
    visitors.actor.perform(an_action("send_to_review", "2"))
    flag(visitors.world, visitors.cleo, visitors.world.posts[2], Report(4))
    rows, cursor = fetch(visitors, "")
    assert {(row.reported_by, row.kind, row.is_own) for row in rows} == {
        ("modbot", "notify_moderators", True),
        ("cleo", "inappropriate", False),
    }
    decide(visitors, 1, "disagree_and_restore")
    assert {row.outcome for row in fetch(visitors, cursor)[0]} == {"disagreed"}


def test_what_ran_out_unread_is_no_verdict(visitors: Visitors) -> None:
    flag(visitors.world, visitors.cleo, visitors.world.posts[2], Report(8))
    _, cursor = fetch(visitors, "")
    expire(visitors.world, visitors.world.reviewables[1])
    (row,), _ = fetch(visitors, cursor)
    assert (row.outcome, row.decided_by) == ("expired", "system")


def test_ignoring_by_a_person_is_told_apart_from_running_out(visitors: Visitors) -> None:
    flag(visitors.world, visitors.cleo, visitors.world.posts[2], Report(8))
    _, cursor = fetch(visitors, "")
    decide(visitors, 1, "ignore_and_do_nothing")
    assert fetch(visitors, cursor)[0][0].outcome == "ignored"


def test_an_item_reported_again_after_its_verdict_comes_home_again(visitors: Visitors) -> None:
    flag(visitors.world, visitors.cleo, visitors.world.posts[2], Report(8))
    decide(visitors, 1, "disagree")
    _, cursor = fetch(visitors, "")
    flag(visitors.world, visitors.world.find_user("ada"), visitors.world.posts[2], Report(4))
    rows, cursor = fetch(visitors, cursor)
    assert {(row.reported_by, row.outcome) for row in rows} == {("cleo", "disagreed"), ("ada", "pending")}
    decide(visitors, 1, "agree_and_keep")
    assert {row.outcome for row in fetch(visitors, cursor)[0]} == {"disagreed", "agreed"}


def test_one_filed_and_decided_between_two_rounds_is_not_missed(visitors: Visitors) -> None:
    _, cursor = fetch(visitors, "")
    flag(visitors.world, visitors.cleo, visitors.world.posts[2], Report(8))
    decide(visitors, 1, "agree_and_hide")
    assert [row.outcome for row in fetch(visitors, cursor)[0]] == ["agreed"]


@pytest.mark.parametrize("style", ["plain", "prefixed"])
def test_more_items_than_fit_a_page_all_come_home(style: str) -> None:
    visitors = Visitors(Traits(action_ids=style))  # type: ignore[arg-type]
    visitors.say("first")
    for number in range(35):
        flag(visitors.world, visitors.cleo, visitors.say(f"cheap minutes {number}", 1), Report(8))
    rows, cursor = fetch(visitors, "")
    assert len(rows) == 35
    for number in range(1, 36):
        decide(visitors, number, "agree_and_keep")
    assert len(fetch(visitors, cursor)[0]) == 35


def test_posts_that_wait_for_approval_are_passed_over() -> None:
    visitors = Visitors(Traits(approve_until_trust=0))
    body = {"title": "Hello to all of you", "raw": "I am new here and greet you all."}
    headers = {"Api-Key": "sandbox-admin-key", "Api-Username": "bo"}
    assert visitors.session.post("http://sandbox.test/posts.json", json=body, headers=headers).status_code == 200
    assert fetch(visitors, "")[0] == []


def test_an_unreadable_cursor_starts_anew(visitors: Visitors) -> None:
    flag(visitors.world, visitors.cleo, visitors.world.posts[2], Report(8))
    assert len(fetch(visitors, "nonsense")[0]) == 1
