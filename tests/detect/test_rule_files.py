"""Every way a rule file can be wrong, and the sentence it gets: file, line, column, what to do."""

from pathlib import Path

import pytest

from modbot.detect.rules.checks import Vocabulary
from modbot.detect.rules.files import RuleReader, RuleSources
from modbot.errors import ConfigError, Problem

VOCABULARY = Vocabulary(
    {"abuse": frozenset({"abuse.insult", "abuse.threat"}), "personal_data": frozenset()},
    frozenset({"FT-4.1b", "FT-4.1d", "FT-4.2a"}),
)
GOOD = """\
- id: insult
  status: live
  category: abuse
  phrases: [idiot]
  match: ["you [[idiot]]"]
"""


class Folder:
    """A folder of rules and lists to write into and to read."""

    def __init__(self, path: Path) -> None:
        self.rules, self.lists = path / "rules", path / "lists"
        (self.rules / "conduct").mkdir(parents=True)
        self.lists.mkdir()
        self.reader = RuleReader(RuleSources(self.rules, self.lists, VOCABULARY))

    def write(self, text: str, name: str = "conduct/a.yaml") -> Path:
        path = self.rules / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def problems(self, text: str) -> list[Problem]:
        self.write(text)
        return self.reader.inspect()[1]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def with_line(line: str) -> str:
    return GOOD + f"  {line}\n"


def test_a_good_file_is_read(folder: Folder) -> None:
    folder.write(GOOD)
    assert [loaded.source for loaded in folder.reader.read().rules] == ["rules/conduct/insult"]


@pytest.mark.parametrize(
    ("text", "line", "column", "message", "suggestion"),
    [
        (with_line("phrase: [x]"), 6, 3, "unknown key “phrase”", "did you mean “phrases”?"),
        (GOOD.replace("status: live", "status: lively"), 2, 3, "“status” cannot be “lively”", "did you mean “live”?"),
        (GOOD.replace("  status: live\n", ""), 1, 3, "“status” is missing", "add “status:”"),
        (GOOD.replace("abuse", "abus"), 3, 3, "unknown category “abus”", "did you mean “abuse”?"),
        (with_line("label: abuse.insul"), 6, 3, "unknown label “abuse.insul”", "did you mean “abuse.insult”?"),
        (with_line("clauses: [FT-4.1b, FT-4.1x]"), 6, 22, "unknown clause “FT-4.1x”", "did you mean “FT-4.1"),
        (with_line("check: ibann"), 6, 3, "unknown check “ibann”", "did you mean “iban”?"),
        (with_line("score: lots"), 6, 3, "“score”", ""),
        (with_line("score: 1.5"), 6, 3, "“score”: Input should be less than or equal to 1", ""),
        (with_line("id: again"), 6, 3, "“id” stands here a second time", "keep one"),
        (with_line("languages: [gr]"), 6, 15, "cannot be “gr”", "write one of: en, de"),
        (with_line("lists: [insult]"), 6, 3, "there is no list “insult”", "did you mean “insults”?"),
        (with_line("author: {trust: 1}"), 6, 12, "unknown key “trust”", "did you mean"),
        (with_line("any: [{}]"), 6, 9, "this condition asks for nothing", ""),
        (with_line("near: {within: 3}"), 6, 3, "no words are named", "add phrases:"),
        (GOOD.replace('  match: ["you [[idiot]]"]\n', ""), 1, 3, "rule “insult” has no example", "add match:"),
        (GOOD.replace("  phrases: [idiot]\n", ""), 1, 3, "rule “insult” looks for nothing", "add phrases:"),
        (GOOD.replace("[[idiot]]", "hero"), 5, 11, "does not match this example", "mend"),
        (GOOD.replace("you [[idiot]]", "[[you idiot]]"), 5, 11, "does not point to “you idiot” at 0–9, but points", ""),
        (with_line('no_match: ["an idiot-proof plan"]'), 6, 14, "matches this example at “idiot”", "narrower"),
        (GOOD.replace("[idiot]", "[idiot, x]"), 4, 20, "one character is too little", "longer"),
        (with_line("patterns: ['idi(ot']"), 6, 18, "not a regular expression", "close every ("),
        (with_line("patterns: [x, 'a+b**c']"), 6, 22, "multiple repeat", "backslash"),
        (with_line("patterns: ['x*']"), 6, 15, "matches the empty text", "at least one character"),
        (with_line("patterns: ['(?:a|aa)+$']"), 6, 15, "needs far too long", "distinct"),
        (with_line("patterns: ['(?:x{900}){900}']"), 6, 15, "too large", "repeat less"),
        (with_line("patterns: ['(?:idiot){e<=1}']"), 6, 24, "is not part of the pattern language", "without"),
        (with_line("patterns: ['straße']"), 6, 19, "shows “ß” as “ss”", "write “ss”"),
        ("id: lonely\n", 1, 1, "a rule file is a list of rules", "- id:"),
        ("# nothing yet\n", 1, 1, "the file holds no rules", "remove the file"),
        ("- id: [\n", 2, 1, "", "check indentation"),
    ],
)
def test_each_mistake_is_pointed_at(
    folder: Folder, text: str, line: int, column: int, message: str, suggestion: str
) -> None:
    (folder.lists / "insults.txt").write_text("moron\n")
    problems = folder.problems(text)
    assert problems, "nothing was noticed"
    problem = problems[0]
    assert problem.path.endswith("conduct/a.yaml")
    assert (problem.line, problem.column) == (line, column), str(problem)
    assert message in problem.message
    assert suggestion in problem.suggestion


def test_all_problems_of_all_files_are_listed(folder: Folder) -> None:
    folder.write(GOOD.replace("status: live", "status: on").replace("category: abuse", "category: abus"))
    folder.write(GOOD.replace("[[idiot]]", "hero") + GOOD.replace("id: insult", "id: INSULT"), "spam/b.yaml")
    _, problems = folder.reader.inspect()
    assert [(Path(p.path).name, p.line) for p in problems] == [("a.yaml", 2), ("b.yaml", 6), ("b.yaml", 5)]


def test_a_faulty_rule_is_refused_with_the_whole_set(folder: Folder) -> None:
    folder.write(GOOD)
    folder.write(GOOD.replace("[[idiot]]", "hero"), "spam/b.yaml")
    with pytest.raises(ConfigError) as raised:
        folder.reader.read()
    assert "b.yaml:5:11" in str(raised.value)
    assert "^" in str(raised.value)


def test_the_same_id_twice_in_a_pack_is_refused_but_not_in_two_packs(folder: Folder) -> None:
    folder.write(GOOD)
    folder.write(GOOD, "spam/a.yaml")
    assert folder.reader.inspect()[1] == []
    folder.write(GOOD, "conduct/b.yaml")
    assert "stands in this pack twice" in folder.reader.inspect()[1][0].message


def test_a_list_is_pointed_into(folder: Folder) -> None:
    (folder.lists / "bad.txt").write_text("# a comment\nidiot\n\nx\nidiot\nmoron \n")
    problems = folder.problems(with_line("lists: bad"))
    found = {(Path(p.path).name, p.line, p.message.split(",")[0]) for p in problems}
    assert found == {
        ("bad.txt", 4, "one character is too little to look for"),
        ("bad.txt", 5, "stands here a second time"),
        ("bad.txt", 6, "white space at the edge of the entry"),
    }


def test_a_list_cannot_be_read_from_outside_the_folder(folder: Folder) -> None:
    (folder.lists.parent / "secret.txt").write_text("idiot\n")
    assert "there is no list" in folder.problems(with_line("lists: ../secret"))[0].message


def test_words_that_look_like_values_stay_words(folder: Folder) -> None:
    text = GOOD.replace("you [[idiot]]", "say [[no]] at [[12:30]]")
    text = text.replace("[idiot]", "[no, on, 012, 12:30, 1_000]")
    assert folder.problems(text) == []


def test_anchors_cannot_fill_the_memory(folder: Folder) -> None:
    lines = ["- &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"- &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    assert "more than" in folder.problems("\n".join(lines))[0].message
    assert "more than" in folder.problems("- &a [*a]")[0].message


def test_a_file_that_is_not_text_is_named(folder: Folder) -> None:
    (folder.rules / "conduct" / "a.yaml").write_bytes(b"\xff\xfe\x00")
    assert "not UTF-8 text" in folder.reader.inspect()[1][0].message
