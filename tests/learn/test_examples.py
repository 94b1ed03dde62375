"""The written sentences can be read, in all languages, and the same seed gives the same ones."""

from collections import Counter
from pathlib import Path

import pytest

from modbot.errors import ModelError
from modbot.learn.examples import read_examples, read_remarks
from modbot.records import LANGUAGES

FOLDER = Path(__file__).parents[2] / "models" / "examples"


def test_every_language_has_hundreds_of_sentences_of_every_kind() -> None:
    examples = read_examples(FOLDER, per_pattern=4, seed=1)
    counts = Counter((example.language, example.label.partition(".")[0]) for example in examples)
    for language in LANGUAGES:
        assert counts[language, "abuse"] > 200
        assert counts[language, "ok"] > 120
        assert counts[language, "spam"] > 60
        assert counts[language, "vendor_complaint"] > 30
    assert not [example.text for example in examples if "{" in example.text or "|" in example.text]


def test_the_same_seed_writes_the_same_sentences() -> None:
    assert read_examples(FOLDER, 3, 5) == read_examples(FOLDER, 3, 5)
    assert read_examples(FOLDER, 3, 5) != read_examples(FOLDER, 3, 6)


def test_a_missing_slot_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "en.txt").write_text("== ok.support\nhello {nobody}\n")
    with pytest.raises(ModelError, match=r"en\.txt:2: no slot nobody"):
        read_examples(tmp_path, 1, 1)


def test_every_language_has_remarks_of_every_kind() -> None:
    counts = Counter((remark.language, remark.label) for remark in read_remarks(FOLDER / "talk"))
    for language in LANGUAGES:
        for label in ("ok.talk", "abuse.insult", "abuse.hate", "abuse.threat", "spam.ad", "spam.phishing"):
            assert counts[language, label] >= 10


def test_a_file_that_is_no_list_of_remarks_is_refused(tmp_path: Path) -> None:
    (tmp_path / "en.yaml").write_text("- hello\n")
    with pytest.raises(ModelError, match=r"en\.yaml: not lists"):
        read_remarks(tmp_path)
