"""What one start found good the next need not try, and nothing else is ever passed over."""

from pathlib import Path

import pytest

from modbot.detect.rules.checks import Vocabulary
from modbot.detect.rules.files import RuleReader, RuleSources
from modbot.detect.rules.memory import Memory, keep, recall
from modbot.errors import ConfigError

RULE = """\
- id: insult
  status: live
  category: abuse
  patterns: ['you (?:big )?{word}']
  match: ["[[you {word}]]"]
"""


def a_reader(folder: Path) -> RuleReader:
    (folder / "rules").mkdir(exist_ok=True)
    (folder / "lists").mkdir(exist_ok=True)
    sources = RuleSources(folder / "rules", folder / "lists", Vocabulary({"abuse": frozenset()}), folder / "cache")
    return RuleReader(sources, remembers=True)


def test_what_held_is_remembered_at_the_next_start(tmp_path: Path) -> None:
    reader = a_reader(tmp_path)
    (tmp_path / "rules" / "a.yaml").write_text(RULE.format(word="oaf"))
    rules = reader.read()
    memory = recall(tmp_path / "cache")
    assert memory == Memory({"plain you (?:big )?oaf"}, {rules.rules[0].digest})
    assert a_reader(tmp_path).read().version == rules.version


def test_a_changed_example_is_tried_again(tmp_path: Path) -> None:
    reader = a_reader(tmp_path)
    file = tmp_path / "rules" / "a.yaml"
    file.write_text(RULE.format(word="oaf"))
    reader.read()
    file.write_text(RULE.format(word="oaf").replace("[[you oaf]]", "no such word"))
    with pytest.raises(ConfigError, match="does not match this example"):
        a_reader(tmp_path).read()


def test_what_failed_is_never_remembered(tmp_path: Path) -> None:
    file = tmp_path / "rules" / "a.yaml"
    a_reader(tmp_path)
    file.write_text(RULE.format(word="oaf").replace("[[you oaf]]", "no such word"))
    for _ in range(2):
        with pytest.raises(ConfigError, match="does not match this example"):
            a_reader(tmp_path).read()


@pytest.mark.parametrize("content", ["", "[]", '{"patterns": 3}', "\x00", '{"rules": []}'])
def test_a_damaged_memory_is_no_memory(tmp_path: Path, content: str) -> None:
    keep(Memory({"a"}, {"b"}), tmp_path)
    (file,) = tmp_path.glob("rules-*.json")
    file.write_text(content)
    assert recall(tmp_path) == Memory()


def test_a_memory_of_other_code_is_not_believed_and_swept_away(tmp_path: Path) -> None:
    other = tmp_path / "rules-0123456789abcdef.json"
    other.write_text('{"patterns": ["a"], "rules": ["b"]}')
    assert recall(tmp_path) == Memory()
    keep(Memory({"c"}, set()), tmp_path)
    assert recall(tmp_path) == Memory({"c"}, set())
    assert not other.exists()


def test_a_folder_that_cannot_be_written_to_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file in the way")
    keep(Memory({"a"}, {"b"}), tmp_path / "cache")
    assert recall(tmp_path / "cache") == Memory()
