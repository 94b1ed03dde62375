"""Kept clues are the clues that would be found; a kept file that is of no use is made anew."""

from pathlib import Path

import pytest
import regex

from modbot.detect.pattern_clues import Clue, Pattern, find_clue
from modbot.detect.pattern_shelf import find_clues

PATTERNS = (
    Pattern("casino bonus*", is_phrase=True),
    Pattern("казино", is_phrase=True),
    Pattern(r"\b(?:buy|order)\s+(?:cheap|fake) (?:watch(?:es)?|passports?)\b"),
    Pattern(r"v[\W_]*i[\W_]*a[\W_]*g[\W_]*r[\W_]*a"),
    Pattern(r"\d{3,}"),
    Pattern(r"(?:крипто|bit)coin.{0,40}(?:profit|доход)", match_case=True),
    Pattern(r"(?<=a)b|[^\x00]{2}"),
)
FOUND = tuple(map(find_clue, PATTERNS))


def _kept_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.clues"))


def test_what_is_kept_is_what_would_be_found(tmp_path: Path) -> None:
    assert find_clues(PATTERNS, tmp_path) == FOUND
    (file,) = _kept_in(tmp_path)
    written = file.stat().st_mtime_ns
    assert find_clues(PATTERNS, tmp_path) == FOUND
    assert file.stat().st_mtime_ns == written


@pytest.mark.parametrize("content", [b"", b"[", b"{}", b"[]", b"[1]", b"\xff\x00", b'[{"word": "x"}]'])
def test_a_damaged_file_is_made_anew(tmp_path: Path, content: bytes) -> None:
    find_clues(PATTERNS, tmp_path)
    (file,) = _kept_in(tmp_path)
    whole = file.read_bytes()
    file.write_bytes(content)
    assert find_clues(PATTERNS, tmp_path) == FOUND
    assert len(file.read_bytes()) == len(whole)


def test_what_is_kept_is_used(tmp_path: Path) -> None:
    find_clues(PATTERNS[:1], tmp_path)
    (file,) = _kept_in(tmp_path)
    file.write_text('[{"word": "other"}]')
    assert find_clues(PATTERNS[:1], tmp_path) == (Clue("other"),)


def test_other_patterns_are_kept_under_another_name(tmp_path: Path) -> None:
    find_clues(PATTERNS, tmp_path)
    assert find_clues(PATTERNS[1:], tmp_path) == FOUND[1:]
    assert len(_kept_in(tmp_path)) == 2


def test_without_a_folder_or_one_to_write_to_clues_are_found_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert find_clues(PATTERNS, None) == find_clues(PATTERNS, tmp_path / "file" / "cache") == FOUND


def test_a_pattern_that_json_cannot_hold_is_found_each_time(tmp_path: Path) -> None:
    odd = (Pattern("a\ud800b", is_phrase=True),)
    assert find_clues(odd, tmp_path) == find_clues(odd, tmp_path) == (find_clue(odd[0]),)


def test_no_regular_expression_is_refused(tmp_path: Path) -> None:
    with pytest.raises(regex.error):
        find_clues((Pattern("("),), tmp_path)
