from modbot.sandbox.nouns import BEGINNING
from modbot.sandbox.posting import Draft, publish
from modbot.sandbox.trouble import Fault
from tests.forum.visitors import Visitors


def lookups(visitors: Visitors) -> int:
    return sum(call.startswith("GET /u/") for call in visitors.door.calls)


def test_authors_come_with_their_age_posts_and_groups() -> None:
    visitors = Visitors()
    visitors.world.add_group("partner-acme")
    visitors.bo.groups.add("partner-acme")
    visitors.say("first")
    visitors.say("second", 1)
    post, _ = visitors.reader.posts_after("").items
    assert (post.author.joined_at, post.author.post_count, post.author.groups) == (BEGINNING, 2, ("partner-acme",))
    assert lookups(visitors) == 1


def test_an_author_is_asked_about_once_a_day() -> None:
    visitors = Visitors()
    visitors.say("first")
    _, cursor = visitors.read_everything()
    visitors.read_everything(cursor)
    assert lookups(visitors) == 1
    visitors.clock.move(hours=25)
    visitors.read_everything(cursor)
    assert lookups(visitors) == 2


def test_many_new_authors_are_asked_about_a_few_at_a_time() -> None:
    visitors = Visitors()
    visitors.say("first")
    for number in range(25):
        publish(visitors.world, visitors.world.add_user(f"member{number}"), Draft("hello", topic_id=1))
    _, cursor = visitors.read_everything()
    assert lookups(visitors) == 10
    visitors.read_everything(cursor)
    assert lookups(visitors) == 20


def test_staff_are_not_asked_about_and_trouble_is_no_hindrance() -> None:
    visitors = Visitors()
    publish(visitors.world, visitors.world.find_user("ada"), Draft("hello all of you", title="Hello"))
    visitors.say("first", 1)
    visitors.sandbox.trouble.faults.append(Fault("429_json", "/u/", seconds=60))
    texts, _ = visitors.read_everything()
    assert set(texts) == {1, 2}
    assert lookups(visitors) == 1
