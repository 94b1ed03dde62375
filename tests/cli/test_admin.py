import json
from pathlib import Path

from tests.cli.commands import modbot, read


def test_the_doctor_names_the_forum_and_every_difference(folder: Path) -> None:
    done = modbot(folder, "doctor")
    assert done.returncode == 0, done.stderr
    assert "sandbox, not a real forum" in done.stdout
    assert "none given: modbot can read and rehearse, not act" in done.stdout


def test_the_status_counts_what_waits(folder: Path) -> None:
    status = read(folder, "status")
    assert isinstance(status, dict)
    assert status["cards_waiting"] > 0
    assert status["posts_unchecked"] == 0
    assert status["mode"] == "rehearsal"


def test_the_kill_switch_is_seen_in_the_status(folder: Path) -> None:
    assert "resume" in modbot(folder, "stop").stdout
    assert "STOPPED" in modbot(folder, "status").stdout
    modbot(folder, "resume")
    assert "STOPPED" not in modbot(folder, "status").stdout


def test_the_audit_is_whole_and_holds_no_text(folder: Path) -> None:
    assert "whole" in modbot(folder, "audit", "verify").stdout
    lines = modbot(folder, "audit", "export").stdout.splitlines()
    entries = [json.loads(line) for line in lines]
    assert [entry["id"] for entry in entries] == sorted(entry["id"] for entry in entries)
    assert all(len(str(value)) <= 200 for entry in entries for value in entry["detail"].values())
