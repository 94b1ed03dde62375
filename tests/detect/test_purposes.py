"""Wrongs and requests that no rule foresaw, told by the post as a whole."""

from dataclasses import replace
from pathlib import Path

import pytest

from modbot.detect.purposes import PurposeDetector
from modbot.equipment import build_examiner
from modbot.pipeline import Examiner
from modbot.prepare.statement import Statement
from modbot.records import Post, QuotablePost, Signal, Surroundings

ROOT = Path(__file__).parents[2]
NOTHING_AROUND = Surroundings()


@pytest.fixture(scope="module")
def examiner() -> Examiner:
    return build_examiner(ROOT / "config", ROOT / "models")


def claims(examiner: Examiner, raw: str, around: Surroundings = NOTHING_AROUND) -> dict[str, Signal]:
    look = examiner.examine(Post(1, raw, language="en"), around)
    return {signal.category: signal for signal in look.signals if signal.source.startswith("purposes/")}


def test_every_post_gets_one_claim_a_category(examiner: Examiner) -> None:
    found = claims(examiner, "Where do I set the time zone of a department?")
    assert set(found) == {"unlawful", "removal_request", "vendor_complaint", "copyright", "confidential"}
    assert all(0.0 <= signal.score < 0.5 and not signal.spans for signal in found.values())


def test_the_sentence_that_says_most_is_shown(examiner: Examiner) -> None:
    wish = "Could a moderator please take down the picture in my post from yesterday?"
    raw = f"Good morning all. {wish} Best, Ann"
    claim = claims(examiner, raw)["removal_request"]
    (span,) = claim.spans
    assert claim.score >= 0.5
    assert (
        raw[span.start : span.end].strip()
        == "Could a moderator please take down the picture in my post from yesterday?"
    )


def test_what_others_said_is_not_the_authors_purpose(examiner: Examiner) -> None:
    wish = "Please delete my post and my account."
    raw = f'[quote="bob, post:2, topic:7"]\n{wish}\n[/quote]\n\nThat setting is under Users, then Options.'
    around = Surroundings((QuotablePost("bob", wish, 7, 2),))
    assert claims(examiner, raw, around)["removal_request"].score < 0.5


def test_what_few_may_know_is_not_confidential_among_them(examiner: Examiner) -> None:
    raw = (
        "Between us: from the partner-only briefing, not announced yet. The small edition goes away in May and the"
        " margin drops to twelve per cent; we were told to keep it to ourselves until the letter is out."
    )
    claim = claims(examiner, raw)["confidential"]
    assert (claim.label, claim.score >= 0.5) == ("confidential.not_public", True)
    private = examiner.examine(Post(1, raw, language="en", audience="private"), NOTHING_AROUND).signals
    assert "purposes/confidential" not in {signal.source for signal in private}


def test_without_own_words_nothing_is_shown(examiner: Examiner) -> None:
    detector = next(each for each in examiner.detectors if isinstance(each, PurposeDetector))
    prepared = examiner.examine(
        Post(1, "```\n12:00:01.120 SIP/2.0 200 OK\n12:00:01.121 BYE sip:10@10.0.0.1\n```")
    ).prepared
    assert prepared is not None
    sure = replace(prepared, statement=Statement("other", leanings={"unlawful": 3.0}))
    (claim,) = detector.detect(sure)
    assert claim.score > 0.9
    assert claim.spans == ()
