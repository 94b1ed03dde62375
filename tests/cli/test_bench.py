"""``modbot bench``: the figures are there and say what they count."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from modbot.cli.main import app
from modbot.learn.bench_posts import make_patterns, make_posts, read_patterns


@pytest.mark.slow
def test_bench_reports_every_step_for_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    patterns = tmp_path / "patterns.jsonl"
    patterns.write_text('{"pattern": "casino\\\\W?royal", "kind": "regex"}\n{"pattern": "(", "kind": "regex"}\n' * 60)
    result = CliRunner().invoke(app, ["bench", "--quick", "--json", "--patterns", str(patterns)])
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report["patterns_refused"] == 60
    steps = {step["step"]: step for step in report["steps"]}
    assert {"prepare", "prepare + rules", "pipeline, all detectors", "patterns: 60"} <= steps.keys()
    memory = steps.pop("memory held at most")
    assert memory["note"].endswith(" MB")
    assert "95 % within" in steps["one post alone"]["note"]
    assert all(step["microseconds"] > 0 for step in steps.values())


def test_the_posts_are_600_characters_in_eight_languages_and_always_the_same() -> None:
    posts = make_posts(16)
    assert {len(post.raw) for post in posts} == {600}
    assert len({post.raw for post in posts}) == 16
    assert posts == make_posts(16)


def test_patterns_are_made_or_read(tmp_path: Path) -> None:
    assert len(set(make_patterns(500))) > 490
    (tmp_path / "words.txt").write_text("# comment\ncasino\n\nfoo.*bar\n")
    assert [pattern.text for pattern in read_patterns(tmp_path / "words.txt")] == ["casino", "foo.*bar"]
