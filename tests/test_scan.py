import gzip
import json
import subprocess
import sys
from pathlib import Path

from modbot.flag.policy import load_policy
from modbot.pipeline import Examiner
from modbot.prepare.views import PreparedPost
from modbot.records import Signal, Span
from modbot.scan import scan_lines

POLICY = load_policy(Path(__file__).parents[1] / "config" / "policy.yaml")


class FindsWord:
    name = "word"

    def detect(self, post: PreparedPost) -> list[Signal]:
        if "explode" in post.raw.text:
            raise ValueError("boom")
        place = post.raw.text.find("idiot")
        if place < 0:
            return []
        return [Signal("rules/word", "abuse", "abuse.insult", (), 0.9, (Span(place, place + 5, "INSULT"),), "a word")]


def scan(*lines: str) -> list[dict]:
    return list(scan_lines(lines, Examiner([FindsWord()], POLICY), batch=2))


def test_every_line_gets_an_answer_in_order() -> None:
    answers = scan('{"id": 1, "raw": "😀 idiot"}', "rubbish", '{"id": "b", "text": "fine"}', "", '{"id": 3}')
    assert [answer["id"] for answer in answers] == [1, None, "b", 3]
    assert answers[1]["line"] == 2
    assert "error" in answers[1]
    assert answers[2]["findings"] == []
    assert "raw" in answers[3]["error"]


def test_offsets_are_code_points_of_raw() -> None:
    (finding,) = scan('{"id": 1, "raw": "😀 idiot"}')[0]["findings"]
    assert finding["spans"] == [{"start": 2, "end": 7, "type": "INSULT", "attribution": "own", "owner": "unknown"}]
    assert finding["clauses"] == ["FT-4.1b"]
    assert finding["severity"] == "P2"


def test_a_failing_detector_is_named_and_costs_no_other_post() -> None:
    answers = scan('{"id": 1, "raw": "explode"}', '{"id": 2, "raw": "idiot"}')
    assert answers[0]["incomplete"] == ["word"]
    assert answers[1]["findings"]


def test_staff_posts_make_no_finding() -> None:
    assert scan('{"id": 1, "raw": "idiot", "author": {"is_staff": true}}')[0]["findings"] == []


def test_the_command_reads_packed_files_and_reports_bad_lines(tmp_path: Path) -> None:
    posts = tmp_path / "posts.jsonl.gz"
    posts.write_bytes(gzip.compress(b'{"id": 1, "raw": "a"}\nnope\n{"id": 2, "raw": "\\ud800 \xff"}\n'))
    out = tmp_path / "out.jsonl"
    done = subprocess.run(
        [sys.executable, "-m", "modbot", "scan", str(posts), "-o", str(out)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "line 2:" in done.stderr
    answers = [json.loads(line) for line in out.read_text(errors="surrogateescape").splitlines()]
    assert [answer["id"] for answer in answers] == [1, None, 2]
