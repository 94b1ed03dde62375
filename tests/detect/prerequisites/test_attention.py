"""Hints about the post as such, and repeated questions."""

from dataclasses import replace

from modbot.detect.model.purposes import Purposes
from modbot.detect.prerequisites.attention import AttentionHints
from modbot.detect.prerequisites.detector import PrerequisitesDetector
from modbot.detect.prerequisites.read import StatementReader
from modbot.detect.repeats import RepeatDetector
from modbot.prepare.post import prepare_post
from modbot.records import Author, Post, Surroundings
from tests.detect.prerequisites.scene import CONFIG, the_product, the_reader

BO = Author("Bo")
QUESTION = "How do I change the greeting of queue 800 on public holidays? I cannot find it anywhere."


def labels(raw: str, language: str = "en", **fields: object) -> set[str]:
    detector = PrerequisitesDetector(the_product(), the_reader())
    post = prepare_post(Post(1, raw, language=language, **fields))  # type: ignore[arg-type]
    return {signal.label for signal in detector.detect(post)}


def test_another_language_is_a_hint_and_short_texts_are_not_judged() -> None:
    dutch = "Goedemorgen, sinds gisteren werkt de wachtrij niet meer, alle bellers horen stilte; wie kan ons helpen?"
    assert "attention.language" in labels(dutch, "nl")
    assert "attention.language" not in labels("Goedemorgen", "nl")


def test_a_wish_to_telephone_is_a_hint() -> None:
    assert "attention.phone_support" in labels("Can you give me the support phone number? Nobody answers the ticket.")


def test_staff_posts_get_no_hints() -> None:
    assert labels("Ring group drops calls.", author=Author("Ada", is_staff=True)) == set()


def test_replies_lack_nothing() -> None:
    assert labels("Ring group 800 drops calls here too.", post_number=4) == set()


def test_every_signal_is_a_hint() -> None:
    detector = PrerequisitesDetector(the_product(), the_reader())
    post = prepare_post(Post(1, "Our Snom 320 does not ring. Can someone configure STUN on it?", language="en"))
    signals = list(detector.detect(post))
    assert {"out_of_scope.eol_phone", "out_of_scope.stun"} <= {signal.label for signal in signals}
    assert {signal.status for signal in signals} == {"hint"}


def test_wrong_section_is_off_without_a_map_and_says_so() -> None:
    assert AttentionHints(the_product()).says.startswith("wrong section: off")


def test_wrong_section_is_noticed_with_a_map() -> None:
    product = the_product().model_copy(update={"section_topics": {"Fax": ("fax",), "Queues": ("queue",)}})
    read = StatementReader(CONFIG, product, Purposes(CONFIG.parent / "models" / "purposes"))
    post = prepare_post(Post(1, "The fax prints blank pages.", language="en", section="Queues"))
    found = list(AttentionHints(product).find(post, read(post)))
    assert [signal.category for signal in found] == ["wrong_category"]
    at_home = replace(post, post=replace(post.post, section="Fax"))
    assert list(AttentionHints(product).find(at_home, read(at_home))) == []


def test_the_same_question_in_four_topics_is_shown_to_people() -> None:
    earlier = tuple(Post(n, QUESTION + " Thanks" * n, BO, topic_id=n, post_number=1) for n in (1, 2, 3))
    post = Post(9, QUESTION, BO, topic_id=9, post_number=1)
    assert [s.category for s in RepeatDetector().detect(prepare_post(post, Surroundings(recent=earlier)))] == [
        "support_abuse"
    ]
    assert list(RepeatDetector().detect(prepare_post(post, Surroundings(recent=earlier[:2])))) == []


def test_how_often_and_how_alike_is_a_setting() -> None:
    earlier = (Post(1, QUESTION, BO, topic_id=1, post_number=1),)
    post = prepare_post(Post(9, QUESTION, BO, topic_id=9, post_number=1), Surroundings(recent=earlier))
    assert list(RepeatDetector(at_least=1).detect(post))
    assert not list(RepeatDetector(at_least=2).detect(post))


def test_the_same_question_by_others_is_nobodys_misuse() -> None:
    earlier = tuple(Post(n, QUESTION, Author(f"user{n}"), topic_id=n, post_number=1) for n in (1, 2, 3))
    post = Post(9, QUESTION, BO, topic_id=9, post_number=1)
    assert list(RepeatDetector().detect(prepare_post(post, Surroundings(recent=earlier)))) == []
