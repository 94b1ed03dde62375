"""The meaning of exposure, unlawful offers and removal requests, in all eight languages."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from modbot.equipment import build_examiner
from modbot.pipeline import Examiner
from modbot.records import Post

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
CATEGORIES = {"personal_data", "confidential", "removal_request", "unlawful", "copyright"}
BLOCKS: list[dict[str, Any]] = yaml.safe_load((HERE / "exposure.yaml").read_text(encoding="utf-8"))
CASES = [
    pytest.param(block, language, id=f"{block['meaning'][:48]}-{language}")
    for block in BLOCKS
    for language in block["posts"]
]


@pytest.fixture(scope="module")
def examiner() -> Examiner:
    return build_examiner(ROOT / "config", ROOT / "models")


def labels_of(examiner: Examiner, text: str, language: str, **post: Any) -> dict[str, list[Any]]:
    examination = examiner.examine(Post(id=1, raw=text, language=language, **post))
    assert not examination.failures
    return {
        signal.label: [signal, finding.severity]
        for finding in examination.findings
        for signal in finding.signals
        if finding.category in CATEGORIES and signal.status == "live"
    }


@pytest.mark.parametrize(("block", "language"), CASES)
def test_posts_mean_what_the_terms_say(examiner: Examiner, block: dict[str, Any], language: str) -> None:
    case = block["posts"][language]
    text = case["text"]
    found = labels_of(examiner, text, language)
    if not block["expect_label"]:
        assert found == {}
        return
    assert block["expect_label"] in found
    signal, severity = found[block["expect_label"]]
    shown = {text[span.start : span.end] for span in signal.spans}
    assert set(case.get("evidence", ())) <= shown
    everything = {text[span.start : span.end] for entry, _ in found.values() for span in entry.spans}
    assert set(case.get("also", ())) <= everything
    if "severity" in block:
        assert severity == block["severity"]
    if "attribution" in block:
        assert {span.attribution for span in signal.spans} <= set(block["attribution"])
    if block.get("private") == "silent":
        assert block["expect_label"] not in labels_of(examiner, text, language, audience="private")
