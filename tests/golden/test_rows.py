"""The semantic table: what each kind of post means, in eight languages, through the whole examiner."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from modbot.equipment import build_examiner
from modbot.pipeline import Examination, Examiner
from modbot.records import Author, Post, QuotablePost, Surroundings

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
ROWS: list[dict[str, Any]] = yaml.safe_load((HERE / "rows.yaml").read_text(encoding="utf-8"))
CASES = [
    pytest.param(row, language, id=f"{row['row']}-{row['about'][:40]}-{language}")
    for row in ROWS
    for language in row["posts"]
]
BOB = QuotablePost("bob", "you idiot, reboot it", topic_id=9, post_number=2)
INNOCENT = QuotablePost("bob", "I rebooted it twice.", topic_id=9, post_number=2)
NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)
QUOTING = '[quote="bob, post:2, topic:9"]you idiot[/quote] Please stay polite.'


@pytest.fixture(scope="module")
def examiner() -> Examiner:
    return build_examiner(ROOT / "config", ROOT / "models")


def find_labels(examination: Examination) -> set[str]:
    """Categories and labels of the findings that count; a hint about prerequisites or scope is one too."""
    assert not examination.failures
    live = [finding for finding in examination.findings if finding.status != "shadow"]
    labels = {s.label for finding in live for s in finding.signals if s.status != "shadow" and s.score >= 0.5}
    return {finding.category for finding in live} | labels


@pytest.mark.parametrize(("row", "language"), CASES)
def test_a_post_means_the_same_in_every_language(examiner: Examiner, row: dict[str, Any], language: str) -> None:
    author = Author(username=row.get("username", "someone"), is_staff=row.get("is_staff", False))
    if row.get("newcomer"):
        author = replace(author, trust_level=0, post_count=1, joined_at=NOW - timedelta(minutes=5))
    post = Post(
        id=1,
        raw=row["posts"][language],
        language=language,
        audience=row.get("audience", "public"),
        post_number=row.get("post_number"),
        posted_at=NOW,
        author=author,
    )
    around = Surroundings((INNOCENT,)) if row.get("quoted") else Surroundings()
    found = find_labels(examiner.examine(post, around))
    assert set(row.get("expect", ())) <= found
    assert not set(row.get("never", ())) & found
    assert {f"missing_prerequisites.{code}" for code in row.get("missing", ())} <= found


def test_a_verified_quote_of_an_insult_is_none(examiner: Examiner) -> None:
    examination = examiner.examine(Post(id=1, raw=QUOTING, language="en"), Surroundings((BOB,)))
    assert "abuse" not in find_labels(examination)


def test_an_insult_put_into_somebodys_mouth_is_one(examiner: Examiner) -> None:
    examination = examiner.examine(Post(id=1, raw=QUOTING, language="en"), Surroundings((INNOCENT,)))
    assert "abuse" in find_labels(examination)


def test_passwords_and_answers_to_challenges_in_a_log_are_confidential(examiner: Examiner) -> None:
    digest = 'Authorization: Digest username="100", response="0f1e2d3c4b5a69788796a5b4c3d2e1f0"'
    raw = f"Log:\n```\npassword=Hg7!kq2Lp0\n{digest}\n```"
    examination = examiner.examine(Post(id=1, raw=raw, language="en"))
    finding = next(found for found in examination.findings if found.category == "confidential")
    assert finding.severity == "P1"


@pytest.mark.parametrize("raw", ["You i d i o t, leave us alone", "you 1d10t, shut up", "Yоu аre аn idiоt"])
def test_a_disguised_insult_is_one(examiner: Examiner, raw: str) -> None:
    assert "abuse" in find_labels(examiner.examine(Post(id=1, raw=raw, language="en")))


def test_an_old_phone_over_stun_is_a_hint_and_no_violation(examiner: Examiner) -> None:
    examination = examiner.examine(Post(id=1, raw="Can someone configure STUN on my old Snom 320?", language="en"))
    assert {"out_of_scope.stun", "out_of_scope.eol_phone"} <= find_labels(examination)
    assert all(finding.status == "hint" for finding in examination.findings)


def test_the_level_of_a_partner_changes_no_verdict(examiner: Examiner) -> None:
    raw = "Our PBX drops every call, 3CX support is useless. Ask Mr Klaus Meier, +49 151 2345678, our customer."
    verdicts = [
        examiner.examine(Post(id=1, raw=raw, language="en", author=Author(username="x", groups=(level,)))).findings
        for level in ("partner-titanium", "partner-bronze")
    ]
    assert verdicts[0] == verdicts[1]
