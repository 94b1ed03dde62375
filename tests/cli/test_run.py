"""The main job on the embedded sandbox, as a newcomer sees it."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from modbot.cli.attend import EARLY_SECONDS
from modbot.sandbox.server import READ_KEY

HOUSE = Path(__file__).parents[2]


def start(folder: Path, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "modbot", "--config", str(HOUSE / "config"), "run", "--sandbox", *words]
    env = {**os.environ, "PYTHONPATH": str(HOUSE), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(command, cwd=folder, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_a_newcomer_sees_flags_with_clauses_and_a_decision(tmp_path: Path) -> None:
    running = start(tmp_path, "--port", "0")
    assert running.stdout is not None
    lines, deadline = [], time.monotonic() + 60
    for line in running.stdout:
        lines.append(line)
        if "rehearsed" in line and "hears nothing" in line and "flag" in line:
            break
        assert time.monotonic() < deadline, "".join(lines)
    running.send_signal(signal.SIGTERM)
    assert running.wait(timeout=30) == 0
    text = "".join(lines)
    assert "every post and person in it is made up" in text
    assert "/set-up#" in text
    assert "FT-4.2a" in text
    assert "ada (of the sandbox): violation" in text


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        running = start(tmp_path, "--port", str(taken.getsockname()[1]))
        _, trouble = running.communicate(timeout=60)
    assert running.returncode == 1
    assert "--port" in trouble
    assert "Traceback" not in trouble


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_one_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    running = start(tmp_path)
    _, trouble = running.communicate(timeout=60)
    assert running.returncode == 1
    assert "cannot be written to" in trouble


def test_it_is_started_again_when_it_dies(folder: Path) -> None:
    """The folder of the command tests names a forum that answers; the desk takes a free port."""
    command = [sys.executable, "-m", "modbot", "--config", str(folder / "config"), "run", "--port", "0"]
    env = {**os.environ, "MODBOT_READER_KEY": READ_KEY, "PYTHONUNBUFFERED": "1"}
    running = subprocess.Popen(command, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdout is not None
    try:
        starts, deadline = 0, time.monotonic() + 120
        for line in running.stdout:
            assert time.monotonic() < deadline
            if line.startswith("stop with"):
                starts += 1
                if starts == 2:
                    break
                time.sleep(EARLY_SECONDS)
                child = subprocess.run(["pgrep", "-P", str(running.pid)], capture_output=True, text=True, check=True)
                os.kill(int(child.stdout), signal.SIGKILL)
        assert starts == 2
    finally:
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=30) == 0
