"""Writing, editing, deleting and hiding in the sandbox, as its HTTP interface shows it."""

import pytest

from modbot.sandbox.nouns import Traits
from modbot.sandbox.posting import Draft, edit, hide, publish
from modbot.sandbox.server import Sandbox, build_sandbox
from tests.fakes import FakeClock
from tests.sandbox.doors import Caller, moderator


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def sandbox(clock: FakeClock) -> Sandbox:
    sandbox = build_sandbox(Traits(), clock)
    bo = sandbox.world.add_user("bo")
    publish(sandbox.world, bo, Draft("My phone says 403 since Monday.", title="Phone trouble"))
    publish(sandbox.world, bo, Draft("It is a desk phone.", topic_id=1))
    return sandbox


def test_a_quick_small_edit_changes_the_text_but_not_the_version(sandbox: Sandbox, clock: FakeClock) -> None:
    post, bo = sandbox.world.posts[1], sandbox.world.find_user("bo")
    clock.move(seconds=60)
    edit(sandbox.world, bo, post, "My phone says 404 since Monday.")
    assert (post.version, post.revisions) == (1, [])
    clock.move(seconds=600)
    edit(sandbox.world, bo, post, "My phone says 405 since Monday.")
    assert (post.version, post.revisions[0].raw) == (2, "My phone says 404 since Monday.")


def test_an_edit_from_an_outdated_text_is_a_conflict(sandbox: Sandbox) -> None:
    ada = moderator(sandbox)
    stale = {"post": {"raw": "New text of this post.", "original_text": "not what stands there"}}
    assert ada("PUT", "/posts/1.json", json=stale).status_code == 409
    fresh = {"post": {"raw": "New text of this post.", "original_text": "My phone says 403 since Monday."}}
    assert ada("PUT", "/posts/1.json", json=fresh).json()["post"]["raw"] == "New text of this post."


def test_the_authors_edit_shows_a_post_hidden_once_but_not_twice(sandbox: Sandbox) -> None:
    post, bo = sandbox.world.posts[2], sandbox.world.find_user("bo")
    hide(sandbox.world, post)
    edit(sandbox.world, bo, post, "It is a better desk phone.")
    assert not post.hidden
    hide(sandbox.world, post)
    edit(sandbox.world, bo, post, "It is the best desk phone.")
    assert post.hidden


def test_a_topic_whose_only_post_is_hidden_becomes_unlisted(sandbox: Sandbox) -> None:
    alone = publish(sandbox.world, sandbox.world.find_user("bo"), Draft("Only me here.", title="Alone"))
    hide(sandbox.world, alone)
    listed = moderator(sandbox).get("/latest.json")["topic_list"]["topics"]
    assert [topic["id"] for topic in listed] == [1]


def test_the_same_call_within_two_minutes_gives_the_first_post_again(sandbox: Sandbox, clock: FakeClock) -> None:
    call, body = Caller(sandbox), {"topic_id": 1, "raw": "Could you tell us the version, please?"}
    first = call("POST", "/posts.json", json=body).json()["id"]
    assert call("POST", "/posts.json", json=body).json()["id"] == first
    clock.move(seconds=121)
    assert call("POST", "/posts.json", json=body).json()["id"] != first


def test_posts_of_new_members_wait_for_approval_where_the_forum_says_so(clock: FakeClock) -> None:
    sandbox = build_sandbox(Traits(approve_until_trust=0), clock)
    sandbox.world.add_user("newcomer", trust_level=0)
    call = Caller(sandbox, "newcomer", "sandbox-admin-key")
    answer = call("POST", "/posts.json", json={"title": "Hello all", "raw": "I am new here, hello to everybody."})
    assert answer.json()["action"] == "enqueued"
    assert moderator(sandbox).get("/review.json")["reviewables"][0]["type"] == "ReviewableQueuedPost"


def test_deleting_answers_blank_and_the_first_post_goes_only_with_its_topic(sandbox: Sandbox) -> None:
    ada = moderator(sandbox)
    assert ada("DELETE", "/posts/1.json").status_code == 403
    answer = ada("DELETE", "/posts/2.json")
    assert (answer.status_code, answer.text.strip()) == (200, "")
    assert ada("PUT", "/posts/2/recover.json").json()["deleted_at"] is None
    assert ada("DELETE", "/t/1.json").status_code == 200
    assert Caller(sandbox, "bo", "sandbox-admin-key")("GET", "/t/1.json").status_code == 404


def test_an_author_who_deletes_leaves_a_note_in_place_of_the_text(sandbox: Sandbox) -> None:
    Caller(sandbox, "bo", "sandbox-admin-key")("DELETE", "/posts/2.json")
    post = moderator(sandbox).get("/posts/2.json")
    assert (post["raw"], post["user_deleted"], post["deleted_at"]) == ("(post deleted by author)", True, None)


def test_raw_text_comes_with_a_topic_only_when_asked_for(sandbox: Sandbox) -> None:
    ada = moderator(sandbox)
    assert "raw" not in ada.get("/t/1.json")["post_stream"]["posts"][0]
    assert ada.get("/t/1.json", include_raw=1)["post_stream"]["posts"][0]["raw"].startswith("My phone")


def test_a_wrong_slug_is_moved_without_a_word(sandbox: Sandbox) -> None:
    answer = moderator(sandbox)("GET", "/t/wrong/1.json")
    assert (answer.status_code, answer.text, answer.headers["Location"]) == (301, "", "/t/phone-trouble/1.json")


def test_a_whisper_needs_staff(sandbox: Sandbox) -> None:
    body = {"topic_id": 1, "raw": "Between us: this looks odd to me.", "whisper": "true"}
    assert Caller(sandbox, "bo", "sandbox-admin-key")("POST", "/posts.json", json=body).status_code == 403
    made = moderator(sandbox)("POST", "/posts.json", json=body)
    assert made.json()["post_type"] == 4
    assert Caller(sandbox, "bo", "sandbox-admin-key")("GET", f"/posts/{made.json()['id']}.json").status_code == 403


def test_tags_are_words_or_objects_as_the_version_has_it() -> None:
    for style, expected in (("strings", ["pbx"]), ("objects", "pbx")):
        sandbox = build_sandbox(Traits(tags=style), FakeClock())
        publish(sandbox.world, sandbox.world.add_user("bo"), Draft("x", title="T", tags=("pbx",)))
        tags = moderator(sandbox).get("/t/1.json")["tags"]
        assert tags == expected if style == "strings" else tags[0]["name"] == expected
