"""A reply is read only as far as it counts, and nothing that counts is missed."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from modbot.detect.prerequisites.detector import PrerequisitesDetector
from modbot.prepare.post import prepare_post
from modbot.prepare.statement import Statement
from modbot.prepare.views import PreparedPost
from modbot.records import Post
from tests.detect.prerequisites.scene import CONFIG, the_product, the_reader

GOLDEN = CONFIG.parent / "tests" / "golden" / "functions"


def reply(raw: str, language: str = "") -> PreparedPost:
    return prepare_post(Post(1, raw, language=language, post_number=2))


def _list_texts(content: object) -> list[str]:
    if isinstance(content, dict):
        return [text for value in content.values() for text in _list_texts(value)]
    if isinstance(content, list):
        return [text for value in content for text in _list_texts(value)]
    return [content] if isinstance(content, str) and " " in content else []


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_hints_for_a_reply_are_those_of_its_whole_statement(path: Path) -> None:
    detector = PrerequisitesDetector(the_product(), the_reader())
    for text in _list_texts(yaml.safe_load(path.read_text(encoding="utf-8"))):
        post = reply(text, path.stem)
        whole = replace(post, statement=the_reader()(post))
        assert detector.detect(post) == detector.detect(whole), text


def test_a_reply_without_topic_or_wish_is_not_read_to_its_end() -> None:
    told = reply("Version 20.0.4 with Yealink phones, I restarted the SBC, log attached, calls still drop.")
    assert the_reader().read_reply(told) == Statement("other")
    assert the_reader()(told).items


def test_a_reply_on_a_topic_is_read_whole() -> None:
    on_topic = reply("Which ports must I open in the firewall? Version 20.0.4.")
    assert the_reader().read_reply(on_topic) == the_reader()(on_topic)
    assert the_reader().read_reply(on_topic).values("topic") == ("firewall",)
