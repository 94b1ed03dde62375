"""Reply drafts: every code and topic in eight languages against golden files (tests/golden/replies)."""

from dataclasses import replace
from pathlib import Path

import pytest

from modbot.detect.prerequisites.advice import ADVICE_CLAUSES
from modbot.detect.prerequisites.detector import CLAUSES, TOPIC_CLAUSES
from modbot.detect.products import MISSING_CODES, load_product
from modbot.errors import ConfigError
from modbot.records import LANGUAGES
from modbot.review.replies import ReplyRequest, ReplyWriter

CONFIG = Path(__file__).parents[2] / "config"
GOLDEN = Path(__file__).parents[1] / "golden" / "replies"
PRODUCT = load_product(CONFIG / "products" / "3cx.yaml")
LICENCE_WORDS = ("licence", "license", "lizenz", "licenza", "licencia", "licença", "лиценз", "άδεια")


def ask(*codes: str, topics: tuple[str, ...] = (), author: str = "cleo") -> ReplyRequest:
    return ReplyRequest(codes, topics, author, "18 U9", CLAUSES, TOPIC_CLAUSES)


@pytest.fixture(scope="module")
def writer() -> ReplyWriter:
    return ReplyWriter(CONFIG, PRODUCT.versions.current[0])


def write_all(writer: ReplyWriter, language: str) -> str:
    parts = [(code, ask(code)) for code in MISSING_CODES]
    parts += [(f"topic {topic}", ask(topics=(topic,))) for topic in PRODUCT.out_of_scope_topics]
    parts += [
        ("all codes", ask(*MISSING_CODES)),
        ("without a name", ask("version", "logs", topics=("stun",), author="")),
        ("with advice", replace(ask("logs"), advice=tuple(ADVICE_CLAUSES))),
    ]
    return "\n".join(f"##### {name}\n{writer.write(language, request)}" for name, request in parts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_draft_reads_as_it_was_proofread(writer: ReplyWriter, language: str) -> None:
    assert write_all(writer, language) == (GOLDEN / f"{language}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_draft_asks_for_the_licence_key(writer: ReplyWriter, language: str) -> None:
    text = write_all(writer, language).lower()
    assert not any(word in text for word in LICENCE_WORDS)


def test_a_draft_shrinks_with_what_was_supplied(writer: ReplyWriter) -> None:
    whole, rest = writer.write("de", ask("version", "logs")), writer.write("de", ask("logs"))
    assert "Version und Update" in whole
    assert "Version und Update" not in rest
    assert "Protokolle" in rest


def test_nothing_missing_needs_no_reply(writer: ReplyWriter) -> None:
    assert writer.write("en", ask()) == ""


def test_other_languages_are_answered_in_english(writer: ReplyWriter) -> None:
    assert writer.write("nl", ask("logs")) == writer.write("en", ask("logs"))


def test_a_broken_template_is_pointed_at(tmp_path: Path) -> None:
    (tmp_path / "replies").mkdir()
    for language in LANGUAGES:
        (tmp_path / "replies" / f"{language}.j2").write_text("{% if %}" if language == "fr" else "x")
    with pytest.raises(ConfigError, match=r"fr\.j2:1"):
        ReplyWriter(tmp_path, "20.0 Update 8")
