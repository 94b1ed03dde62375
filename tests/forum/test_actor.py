"""Every kind of action at the sandbox: once, twice, after a lost answer, and on those who must not be touched."""

from dataclasses import replace

import pytest

from modbot.errors import ForumError
from modbot.forum.targets import LivePost, require_live_post
from modbot.records import ActionKind
from modbot.sandbox.flagging import Report, flag
from modbot.sandbox.nouns import Post, Traits
from modbot.sandbox.posting import Draft, delete, edit, hide, publish
from modbot.sandbox.reviewing import perform
from modbot.sandbox.trouble import Fault
from tests.forum.visitors import Visitors, an_action


@pytest.fixture
def visitors() -> Visitors:
    visitors = Visitors(native_flags="notify")
    visitors.say("Buy cheap minutes from me.")
    visitors.say("Buy even cheaper minutes from me.", 1)
    return visitors


def writes(visitors: Visitors) -> list[str]:
    return [call for call in visitors.door.calls if not call.startswith("GET")]


def post(visitors: Visitors, number: int = 2) -> Post:
    return visitors.world.posts[number]


ALL = [
    an_action("hide", "2"),
    an_action("delete", "2"),
    an_action("delete", "1"),
    an_action("edit", "post:2", raw="Removed by the moderators."),
    an_action("reply", "2", raw="Which version do you run?"),
    an_action("warn", "2", raw="Please stop advertising here.", official="true"),
    an_action("warn", "user:bo", raw="Please stop advertising here."),
    an_action("move", "2", title="Off topic: minutes", tags="ads, pbx"),
    an_action("silence", "2", until="2026-12-01T00:00:00Z"),
    an_action("silence", "author/bo", post_id="2"),
    an_action("hide", "post/2"),
    an_action("suspend", "2", until="2026-12-01T00:00:00Z", message="See you."),
    an_action("send_to_review", "2", category="spam"),
    an_action("tell_staff", "2", raw="Flag 12 needs a second reader."),
]


@pytest.mark.parametrize("action", ALL, ids=lambda a: f"{a.kind}-{a.target}")
def test_an_action_done_twice_changes_the_forum_once(visitors: Visitors, action) -> None:
    visitors.actor.perform(action)
    once = writes(visitors)
    assert len(once) == (2 if action.kind == "hide" else 1)  # hiding is a flag and its settling
    visitors.clock.move(minutes=10)  # beyond the forum's own memory of equal calls
    visitors.actor.perform(replace(action, attempts=2))
    assert writes(visitors) == once


@pytest.mark.parametrize("action", ALL, ids=lambda a: f"{a.kind}-{a.target}")
def test_an_action_whose_answer_was_lost_is_not_repeated(visitors: Visitors, action) -> None:
    visitors.sandbox.trouble.faults.append(Fault("lost_answer", "POST|PUT|DELETE"))
    with pytest.raises(ForumError) as error:
        visitors.actor.perform(action)
    assert not error.value.permanent
    once = writes(visitors)
    visitors.clock.move(minutes=10)
    visitors.actor.perform(action)
    again = writes(visitors)[len(once) :]
    assert all("/perform/" in call for call in again)
    assert len(again) == (1 if action.kind == "hide" else 0)


def test_each_action_leaves_its_mark_on_the_forum(visitors: Visitors) -> None:
    world, bo = visitors.world, visitors.bo
    visitors.actor.perform(an_action("send_to_review", "2", message="Please look."))
    assert [item.status for item in world.reviewables.values()] == [0]
    assert not post(visitors).hidden
    visitors.actor.perform(an_action("edit", "2", raw="Removed.", edit_reason="personal data"))
    assert (post(visitors).raw, post(visitors).edit_reason) == ("Removed.", "personal data")
    visitors.actor.perform(an_action("reply", "2", raw="Which version do you run?", whisper="true"))
    reply = world.posts[max(world.posts)]
    assert (reply.reply_to, reply.post_type, reply.raw.splitlines()[0]) == (2, 4, "Which version do you run?")
    visitors.actor.perform(an_action("warn", "2", raw="Please stop it now.", official="true"))
    assert bo.warnings == 1
    visitors.actor.perform(replace(an_action("tell_staff", "2", raw="Look at flag 12."), id=32))
    assert world.topics[max(world.topics)].allowed_groups == {"moderators"}
    visitors.actor.perform(an_action("silence", "2"))
    assert bo.silenced_till is not None
    visitors.actor.perform(an_action("suspend", "2", until="2026-12-01T00:00:00Z"))
    assert bo.suspended_till is not None
    assert bo.suspended_till.year == 2026


def test_deleting_the_first_post_takes_the_topic_and_restoring_brings_both_back(visitors: Visitors) -> None:
    visitors.actor.perform(an_action("delete", "1"))
    assert visitors.world.topics[1].deleted_at is not None
    visitors.actor.perform(an_action("restore", "1"))
    assert (visitors.world.topics[1].deleted_at, post(visitors, 1).deleted_at) == (None, None)


def test_restoring_shows_what_was_hidden_and_leaves_alone_what_was_not(visitors: Visitors) -> None:
    visitors.actor.perform(an_action("hide", "2"))
    assert post(visitors).hidden
    visitors.actor.perform(an_action("restore", "2"))
    assert not post(visitors).hidden
    count = len(writes(visitors))
    visitors.actor.perform(an_action("restore", "2"))
    assert len(writes(visitors)) == count


@pytest.mark.parametrize("style", ["plain", "prefixed"])
def test_a_post_flagged_before_is_hidden_through_its_review_item(style: str) -> None:
    visitors = Visitors(Traits(action_ids=style), native_flags="notify")  # type: ignore[arg-type]
    visitors.say("Buy cheap minutes from me.")
    visitors.actor.perform(an_action("send_to_review", "1"))
    visitors.actor.perform(an_action("hide", "1"))
    assert visitors.world.posts[1].hidden
    assert visitors.world.reviewables[1].status == 1


def test_a_post_that_staff_judged_already_is_not_hidden_behind_their_backs(visitors: Visitors) -> None:
    visitors.actor.perform(an_action("send_to_review", "2"))
    perform(visitors.world, visitors.world.find_user("ada"), visitors.world.reviewables[1], "disagree", 0)
    with pytest.raises(ForumError) as error:
        visitors.actor.perform(an_action("hide", "2"))
    assert error.value.permanent
    assert not post(visitors).hidden


@pytest.mark.parametrize(
    ("mode", "category", "type_id", "hidden"),
    [
        ("notify", "spam", 7, False),
        ("typed", "spam", 8, False),
        ("typed", "abuse", 4, False),
        ("typed", "unlawful", 10, False),
        ("typed", "out_of_scope", 7, False),
        ("hide", "spam", 7, True),
    ],
)
def test_native_flags_follow_their_mode(mode: str, category: str, type_id: int, hidden: bool) -> None:
    visitors = Visitors(native_flags=mode)
    visitors.say("Buy cheap minutes from me.")
    visitors.actor.perform(an_action("send_to_review", "1", category=category))
    assert [action.type_id for action in visitors.world.posts[1].actions] == [type_id]
    assert visitors.world.posts[1].hidden is hidden


def test_switched_off_native_flags_send_nothing() -> None:
    visitors = Visitors()
    visitors.say("Buy cheap minutes from me.")
    visitors.actor.perform(an_action("send_to_review", "1"))
    assert visitors.world.posts[1].actions == []


def test_a_flag_that_was_already_performed_is_a_success(visitors: Visitors) -> None:
    stale = read_before(visitors)
    flag(visitors.world, visitors.world.find_user("modbot"), post(visitors), Report(7))
    visitors.actor._flags.send_to_review(an_action("send_to_review", "2"), stale)
    assert len(post(visitors).actions) == 1


def read_before(visitors: Visitors) -> LivePost:
    return require_live_post(visitors.actor._client, an_action("hide", "2"))


def test_an_edit_judged_on_another_text_is_refused_for_good(visitors: Visitors) -> None:
    seen = read_before(visitors).sha256
    edit(visitors.world, visitors.bo, post(visitors), "Something else entirely.")
    with pytest.raises(ForumError) as error:
        visitors.actor.perform(an_action("edit", "2", raw="Removed.", seen_sha256=seen))
    assert (error.value.permanent, error.value.status) == (True, 409)
    assert post(visitors).raw == "Something else entirely."


def test_an_edit_of_exposed_data_hides_the_old_text_in_the_posts_history_too(visitors: Visitors) -> None:
    before = post(visitors).raw
    action = an_action("edit", "2", raw="[removed]", seen_sha256=read_before(visitors).sha256, hide_revision="true")
    for _ in range(2):
        visitors.actor.perform(action)
    assert (post(visitors).raw, [(r.raw, r.hidden) for r in post(visitors).revisions]) == (
        "[removed]",
        [(before, True)],
    )


@pytest.mark.parametrize("kind", ["hide", "delete", "silence", "suspend", "send_to_review", "edit"])
def test_what_nobody_decided_never_touches_staff(visitors: Visitors, kind: ActionKind) -> None:
    publish(visitors.world, visitors.world.find_user("ada"), Draft("Free forever, no credit card.", topic_id=1))
    with pytest.raises(ForumError) as error:
        visitors.actor.perform(an_action(kind, "3", decision_id=None, raw="x", until="2026-12-01T00:00:00Z"))
    assert error.value.permanent
    assert writes(visitors) == []


@pytest.mark.parametrize("kind", ["silence", "suspend"])
@pytest.mark.parametrize("target", ["3", "user:ada"])
def test_staff_are_never_silenced_or_suspended(visitors: Visitors, kind: ActionKind, target: str) -> None:
    publish(visitors.world, visitors.world.find_user("ada"), Draft("Free forever, no credit card.", topic_id=1))
    with pytest.raises(ForumError):
        visitors.actor.perform(an_action(kind, target, until="2026-12-01T00:00:00Z"))
    assert writes(visitors) == []


@pytest.mark.parametrize("name", ["modbot", "system"])
def test_modbot_never_acts_on_itself_or_on_the_forums_own_voice(visitors: Visitors, name: str) -> None:
    publish(visitors.world, visitors.world.find_user(name), Draft("I moderate here.", topic_id=1))
    for kind in ("hide", "delete", "silence"):
        with pytest.raises(ForumError) as error:
            visitors.actor.perform(an_action(kind, "3"))  # type: ignore[arg-type]
        assert error.value.permanent
    assert writes(visitors) == []


def test_what_is_deleted_or_hidden_already_needs_no_hand(visitors: Visitors) -> None:
    hide(visitors.world, post(visitors))
    visitors.actor.perform(an_action("hide", "2"))
    visitors.actor.perform(an_action("send_to_review", "2"))
    delete(visitors.world, visitors.world.find_user("ada"), post(visitors))
    visitors.actor.perform(an_action("delete", "2"))
    assert writes(visitors) == []


@pytest.mark.parametrize(
    "action",
    [
        an_action("delete", "999"),
        an_action("delete", "somewhere"),
        an_action("warn", "user:nobody", raw="Hello there"),
        an_action("suspend", "2"),
        an_action("reply", "2", raw=" "),
        an_action("edit", "2", raw=""),
        an_action("hide", "user:bo"),
    ],
    ids=lambda a: f"{a.kind}-{a.target}",
)
def test_what_cannot_be_done_is_given_up_for_good(visitors: Visitors, action) -> None:
    with pytest.raises(ForumError) as error:
        visitors.actor.perform(action)
    assert error.value.permanent
    assert writes(visitors) == []


def test_moving_keeps_what_is_right_already_and_replaces_tags() -> None:
    visitors = Visitors()
    other = visitors.world.add_category("Phones")
    visitors.say("My phone is off.", tags=("pbx",))
    visitors.actor.perform(an_action("move", "1", section_id=str(other.id), tags="phones"))
    assert (visitors.world.topics[1].category_id, visitors.world.topics[1].tags) == (other.id, ["phones"])


def test_what_a_person_decided_here_is_closed_there_and_what_nobody_decided_waits(visitors: Visitors) -> None:
    visitors.actor.perform(an_action("hide", "1", decision_id=None))
    visitors.actor.perform(an_action("hide", "2"))
    assert [item.status for item in visitors.world.reviewables.values()] == [0, 1]
    visitors.actor.perform(replace(an_action("restore", "1"), id=33))
    assert not post(visitors, 1).hidden
    assert [item.status for item in visitors.world.reviewables.values()] == [2, 1]


def test_an_item_that_members_reported_too_is_left_to_staff(visitors: Visitors) -> None:
    visitors.actor.perform(an_action("send_to_review", "2"))
    flag(visitors.world, visitors.cleo, post(visitors), Report(8))  # together enough to hide it
    assert post(visitors).hidden
    visitors.actor.perform(an_action("hide", "2"))
    assert visitors.world.reviewables[1].status == 0
    visitors.actor.perform(replace(an_action("restore", "2"), id=33))
    assert (post(visitors).hidden, visitors.world.reviewables[1].status) == (False, 0)


def test_a_text_with_broken_unicode_can_be_replaced(visitors: Visitors) -> None:
    broken = visitors.say("Call me\ud800 on my number, please.", 1)
    visitors.actor.perform(an_action("edit", str(broken.id), raw="Removed by the moderators."))
    assert broken.raw == "Removed by the moderators."
