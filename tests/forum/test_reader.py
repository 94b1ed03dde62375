"""Reading a forum in each of its four eras."""

import random

import pytest

from modbot.errors import ForumBusy
from modbot.forum.paging import Manner
from modbot.sandbox.nouns import REGULAR, WHISPER, Era, Traits
from modbot.sandbox.posting import Draft, commit, delete, edit, hide, publish
from modbot.sandbox.trouble import Fault
from tests.forum.visitors import ERAS, Visitors
from tests.sandbox.doors import AppDoor

EVERYTHING = Manner(pages=5, overlap=200, backfill=1_000_000)


@pytest.mark.parametrize("era", ERAS)
def test_every_post_is_read_with_what_is_known_about_it(era: Era) -> None:
    visitors = Visitors(Traits(era=era))
    visitors.world.find_user("ada").primary_group = "team"
    visitors.say("Since Monday calls drop.", tags=("pbx",))
    publish(visitors.world, visitors.world.find_user("ada"), Draft("Which version?", topic_id=1, reply_to=1))
    page = visitors.reader.posts_after("")
    answer, question = page.items
    assert (question.id, question.raw, question.title) == (1, "Since Monday calls drop.", "Calls drop")
    assert (question.section, question.post_number, question.audience) == ("General", 1, "public")
    assert (question.author.username, question.author.trust_level, question.author.is_staff) == ("bo", 0, False)
    assert question.url.endswith("/t/calls-drop/1/1")
    assert question.posted_at is not None
    assert question.posted_at.tzinfo is not None
    assert (answer.author.is_staff, answer.author.groups) == (True, ("team",))


@pytest.mark.parametrize("era", ERAS)
def test_what_is_not_for_reading_is_not_read(era: Era) -> None:
    visitors = Visitors(Traits(era=era))
    visitors.say("public")
    visitors.say("for modbot only", recipients=("modbot",))
    visitors.say("psst", 1, post_type=WHISPER)
    publish(visitors.world, visitors.world.find_user("modbot"), Draft("my own reply", topic_id=1))
    publish(visitors.world, visitors.world.find_user("system"), Draft("the forum's voice", topic_id=1))
    assert set(visitors.read_everything()[0].values()) == {"public"}


@pytest.mark.parametrize("era", ERAS)
def test_private_messages_are_read_only_when_switched_on_and_then_as_private(era: Era) -> None:
    visitors = Visitors(Traits(era=era), private_messages=True)
    visitors.say("public")
    visitors.say("for modbot", recipients=("modbot",))
    visitors.say("for ada", recipients=("ada",))
    audiences = {post.raw: post.audience for post in visitors.reader.posts_after("").items}
    assert audiences == {"public": "public", "for modbot": "private"}


@pytest.mark.parametrize("era", ERAS)
def test_a_walk_goes_on_where_it_was_cut_short(era: Era) -> None:
    visitors = Visitors(Traits(era=era), manner=Manner(pages=2, backfill=1_000_000))
    visitors.say("first")
    for number in range(330):
        visitors.say(f"post {number}", 1)
    first = visitors.reader.posts_after("")
    assert not first.is_last
    visitors.sandbox.trouble.faults.append(Fault("429_json", "posts.json", seconds=100))
    with pytest.raises(ForumBusy):
        visitors.reader.posts_after(first.next_cursor)
    visitors.clock.move(seconds=200)
    rest, cursor = visitors.read_everything(first.next_cursor)
    assert {int(post.id) for post in first.items} | {int(number) for number in rest} == set(range(1, 332))
    again = visitors.reader.posts_after(cursor)
    assert max(int(post.id) for post in again.items) == 331


def test_trouble_in_the_middle_keeps_what_was_read() -> None:
    visitors = Visitors(manner=EVERYTHING)
    visitors.say("first")
    for number in range(120):
        visitors.say(f"post {number}", 1)
    visitors.reader.posts_after("")
    visitors.sandbox.trouble.faults += [Fault("slow", "posts.json", seconds=0), Fault("429_html", "posts.json")]
    page = visitors.reader.posts_after("")
    assert (len(page.items), page.is_last) == (50, False)


@pytest.mark.parametrize("era", ERAS)
def test_a_post_that_becomes_visible_late_is_read_in_the_next_round(era: Era) -> None:
    visitors = Visitors(Traits(era=era))
    visitors.say("first")
    late = publish(visitors.world, visitors.bo, Draft("late", topic_id=1), committed=False)
    visitors.say("third", 1)
    found, cursor = visitors.read_everything()
    assert set(found) == {1, 3}
    commit(visitors.world, late)
    assert 2 in visitors.read_everything(cursor)[0]


@pytest.mark.parametrize("era", ERAS)
def test_nothing_is_lost_whatever_happens_between_the_rounds(era: Era) -> None:
    """Random forums: bursts of private messages, a hidden section, deletions, hidings, ids that show late."""
    for seed in range(55):
        rng = random.Random(seed)
        visitors = Visitors(Traits(era=era), manner=Manner(pages=rng.choice([2, 5, 9]), backfill=1_000_000))
        world = visitors.world
        partners = world.add_category("Partners", groups=("partner-acme",))
        visitors.say("first")
        hidden_topic = visitors.say("for partners", category_id=partners.id).topic_id
        found: set[int | str] = set()
        cursor, waiting = "", []
        for _round in range(rng.randint(2, 5)):
            for post in waiting:
                commit(world, post)
            waiting = []
            bursts = rng.randint(0, 4)
            for burst in range(bursts):
                kind, size = rng.choice(["public", "private", "partners", "mixed"]), rng.choice([1, 3, 20, 70, 130])
                for _ in range(size):
                    which = rng.choice(["public", "private", "partners"]) if kind == "mixed" else kind
                    if which == "private":
                        visitors.say("pm", recipients=("ada",))
                    elif which == "partners":
                        visitors.say("p", hidden_topic)
                    elif rng.random() < 0.05 and burst == bursts - 1:  # late by no more than the overlap
                        waiting.append(publish(world, visitors.bo, Draft("late", topic_id=1), committed=False))
                    else:
                        post = visitors.say("x", 1)
                        if rng.random() < 0.05:
                            delete(world, world.find_user("ada"), post)
                        elif rng.random() < 0.02:
                            hide(world, post)
            before = len(visitors.door.calls)
            texts, cursor = visitors.read_everything(cursor)
            found |= set(texts)
            assert len(visitors.door.calls) - before < 60, "the walk does not end"
        for post in waiting:
            commit(world, post)
        found |= set(visitors.read_everything(cursor)[0])
        expected = {
            post.id
            for post in world.posts.values()
            if post.topic_id == 1 and not post.hidden and post.deleted_at is None and post.post_type == REGULAR
        }
        assert expected <= found, (seed, expected - found)


def test_the_sweep_finds_edits_and_recovered_posts_of_active_topics() -> None:
    visitors = Visitors()
    old = visitors.say("An old thread.")
    visitors.clock.move(days=10)
    since = visitors.clock.now()
    visitors.clock.move(hours=1)
    visitors.say("A new thread.", title="New")
    for number in range(45):
        visitors.say(f"reply {number}", 2)
    edit(visitors.world, visitors.bo, visitors.world.posts[2], "A new thread, edited.")
    texts, cursor, rounds = {}, "", 0
    while rounds == 0 or cursor:
        page = visitors.reader.changed_posts(since, cursor)
        texts.update({post.id: post.raw for post in page.items})
        cursor, rounds = page.next_cursor, rounds + 1
    assert old.id not in texts
    assert texts[2] == "A new thread, edited."
    assert set(texts) == set(range(2, 48))


def test_the_sweep_of_many_topics_goes_in_slices_and_ends() -> None:
    visitors = Visitors()
    since = visitors.clock.now()
    for number in range(70):
        visitors.say(f"Thread {number}", title=f"Thread {number}")
    seen, cursor, rounds = set(), "", 0
    while rounds == 0 or cursor:
        page = visitors.reader.changed_posts(since, cursor)
        seen |= {post.id for post in page.items}
        cursor, rounds = page.next_cursor, rounds + 1
        assert rounds < 20
    assert seen == set(range(1, 71))


def test_a_single_post_comes_with_title_and_section_and_is_none_when_gone() -> None:
    visitors = Visitors()
    visitors.say("Since Monday calls drop.", tags=("pbx",))
    visitors.say("gone soon", 1)
    delete(visitors.world, visitors.world.find_user("ada"), visitors.world.posts[2])
    post = visitors.reader.read_post("1")
    assert post is not None
    assert (post.title, post.section, post.tags) == ("Calls drop", "General", ("pbx",))
    assert visitors.reader.read_post("2") is None
    assert visitors.reader.read_post("99") is None


def test_a_private_post_is_not_read_by_its_id_either() -> None:
    visitors = Visitors()
    visitors.say("for modbot", recipients=("modbot",))
    assert visitors.reader.read_post("1") is None


@pytest.mark.parametrize("cursor", ["nonsense", "[1]", '{"public": 3}', '{"public": {"floor": 1, "new": 2}}'])
def test_an_unreadable_cursor_starts_anew(cursor: str) -> None:
    visitors = Visitors()
    visitors.say("first")
    assert [post.id for post in visitors.reader.posts_after(cursor).items] == [1]


def test_an_idle_round_costs_few_calls() -> None:
    visitors = Visitors(manner=EVERYTHING)
    visitors.say("first")
    for number in range(400):
        visitors.say(f"post {number}", 1)
    _, cursor = visitors.read_everything()
    door: AppDoor = visitors.door
    before = len(door.calls)
    visitors.reader.posts_after(cursor)
    assert len(door.calls) - before <= 4


@pytest.mark.parametrize("era", ERAS)
def test_private_messages_under_a_burst_of_hidden_posts_are_read(era: Era) -> None:
    visitors = Visitors(Traits(era=era), private_messages=True)
    partners = visitors.world.add_category("Partners", groups=("partner-acme",))
    visitors.say("public")
    hidden_topic = visitors.say("for partners", category_id=partners.id).topic_id
    for number in range(70):
        visitors.say(f"noise {number}", hidden_topic)
    private = visitors.say("for modbot", recipients=("modbot",))
    for number in range(70):
        visitors.say(f"noise {number}", hidden_topic)
    assert set(visitors.read_everything()[0]) == {1, private.id}


@pytest.mark.parametrize("era", ERAS)
def test_a_forum_restored_from_an_old_backup_is_read_again(era: Era) -> None:
    visitors = Visitors(Traits(era=era))
    visitors.say("first")
    for number in range(20):
        visitors.say(f"post {number}", 1)
    far_ahead = '{"public": {"floor": 90000, "top": 90000, "before": null}}'
    texts, cursor = visitors.read_everything(far_ahead)
    assert set(texts) == set(range(1, 22))
    visitors.say("the next one", 1)
    assert 22 in visitors.read_everything(cursor)[0]


def test_broken_unicode_and_very_long_posts_come_through_as_they_are() -> None:
    visitors = Visitors()
    hostile = "x\ud800y\u0000z" + "a\u0301" * 300_000
    visitors.say(hostile)
    assert visitors.read_everything()[0] == {1: hostile}
