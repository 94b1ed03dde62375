"""``modbot scan`` as programs call it: a process with streams."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.waiting import PATIENCE

HOUSE = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "modbot", "--config", str(HOUSE / "config"), "scan"]
CATEGORIES = {
    "abuse", "spam", "personal_data", "confidential", "vendor_complaint", "copyright", "unlawful", "removal_request",
    "missing_prerequisites", "out_of_scope", "wrong_category", "support_abuse",
}  # fmt: skip


def scan(*words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *words], input=given, capture_output=True, check=False, cwd=HOUSE)


def test_every_field_of_the_interface_is_there() -> None:
    raw = "😀 You idiot! Call John Smith on +49 30 901820 today, version 18.0.9.20."
    post = {"id": "p", "raw": raw, "title": None, "author": {"username": "bo", "trust_level": 0}}
    done = scan("-", given=b"\xef\xbb\xbf" + json.dumps(post).encode() + b"\n\n\nrubbish\n" + b'{"id": 9, "raw": "Ok"}')
    assert done.returncode == 1
    assert done.stderr.decode() == "line 4: not JSON: Expecting value: line 1 column 1 (char 0)\n"
    found, bad, fine = [json.loads(line) for line in done.stdout.splitlines()]
    assert list(found) == ["id", "language", "findings", "scores", "missing", "stated", "topics", "incomplete"]
    assert bad == {"id": None, "line": 4, "error": "not JSON: Expecting value: line 1 column 1 (char 0)"}
    assert set(found["scores"]) >= CATEGORIES
    assert all(0 <= score <= 1 for answer in (found, fine) for score in answer["scores"].values())
    findings = {finding["category"]: finding for finding in found["findings"]}
    assert {"abuse", "personal_data"} <= set(findings)
    for finding in findings.values():
        assert set(finding) == {
            "category", "label", "score", "severity", "clauses", "spans", "sources", "status", "reason",
        }  # fmt: skip
        assert finding["status"] in {"live", "hint"}
        assert found["scores"][finding["category"]] > 0
    shown = {(span["type"], raw[span["start"] : span["end"]]) for span in findings["personal_data"]["spans"]}
    assert shown == {("PERSON", "John Smith"), ("PHONE", "+49 30 901820")}
    assert {"start", "end", "type", "attribution", "owner"} == set(findings["personal_data"]["spans"][0])
    assert found["stated"]["version"]
    assert (found["incomplete"], fine["id"], fine["findings"]) == ([], 9, [])


def test_ctrl_c_leaves_whole_lines(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    command = [*COMMAND, "-", "-o", str(out), "--batch", "2"]
    running = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=HOUSE, env=environment)
    assert running.stdin is not None
    assert running.stderr is not None
    for number in range(4):
        running.stdin.write(json.dumps({"id": number, "raw": "Hello there"}).encode() + b"\n")
    running.stdin.write(b"rubbish\nrubbish\n")
    running.stdin.flush()
    assert running.stderr.readline().startswith(b"line 5")  # so four posts are through
    running.send_signal(signal.SIGINT)
    running.stdin.write(b'{"id": 7, "raw": "the last one to be read"}\n{"id": 8, "raw": "its neighbour"}\n')
    running.stdin.close()
    assert running.wait(PATIENCE) == 130
    assert b"what is written is whole" in running.stderr.read()
    running.stderr.close()
    answers = [json.loads(line) for line in out.read_text().splitlines()]
    assert [answer["id"] for answer in answers[:4]] == [0, 1, 2, 3]


def test_troubles_are_one_sentence_each(tmp_path: Path) -> None:
    posts = tmp_path / "posts.jsonl"
    posts.write_text('{"id": 1, "raw": "Hello"}\n')
    for words, code, sentence in (
        ([str(posts), "-o", "/dev/full"], 1, "modbot: /dev/full cannot be written: No space left on device"),
        ([str(tmp_path / "missing.jsonl")], 2, "missing.jsonl is not a file"),
        ([str(posts), "--profile", str(tmp_path / "missing.yaml")], 1, "cannot be read: No such file"),
    ):
        done = scan(*words)
        assert done.returncode == code, words
        assert sentence in done.stderr.decode()
        assert b"Traceback" not in done.stderr
