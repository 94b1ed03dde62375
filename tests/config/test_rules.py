"""Every shipped rule against its own examples; every known-good post stays silent."""

from pathlib import Path

import pytest
import yaml

from modbot.detect.rules.files import RuleReader, RuleSources
from modbot.detect.rules.ruleset import RuleSet
from modbot.equipment import build_vocabulary, load_standards
from modbot.prepare.post import prepare_post
from modbot.records import Post

CONFIG = Path(__file__).parents[2] / "config"
KNOWN_GOOD = [
    pytest.param(language, text, id=f"{language}-{number}")
    for language, texts in yaml.safe_load((Path(__file__).parent / "known_good.yaml").read_text("utf-8")).items()
    for number, text in enumerate(texts)
]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> RuleReader:
    vocabulary = build_vocabulary(load_standards(CONFIG))
    cache = tmp_path_factory.mktemp("cache")
    return RuleReader(RuleSources(CONFIG / "rules", CONFIG / "lists", vocabulary, cache))


@pytest.fixture(scope="module")
def rules(reader: RuleReader) -> RuleSet:
    return reader.read()


def test_every_shipped_rule_is_in_order_and_its_examples_hold(reader: RuleReader) -> None:
    _, problems = reader.inspect()
    assert not problems, "\n".join(map(str, problems))


def test_every_shipped_rule_shows_what_it_must_not_match(rules: RuleSet) -> None:
    bare = [loaded.source for loaded in rules.rules if loaded.rule.status != "retired" and not loaded.rule.no_match]
    assert bare == []


@pytest.mark.parametrize(("language", "text"), KNOWN_GOOD)
def test_a_known_good_post_stays_silent(rules: RuleSet, language: str, text: str) -> None:
    signals = rules.detect(prepare_post(Post(1, text, language=language)))
    assert [signal.source for signal in signals] == []


@pytest.mark.parametrize("path", sorted((CONFIG / "lists").rglob("*.txt")), ids=lambda path: path.name)
def test_shipped_lists_are_sorted(path: Path) -> None:
    entries = [line for line in path.read_text("utf-8").splitlines() if line.strip() and not line.startswith("#")]
    assert entries == sorted(entries)
