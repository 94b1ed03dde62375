"""The main job on the embedded sandbox, as a newcomer sees it."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from modbot.cli.attend import EARLY_SECONDS
from modbot.sandbox.server import READ_KEY
from tests.waiting import PATIENCE

HOUSE = Path(__file__).parents[2]


def start(folder: Path, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "modbot", "--config", str(HOUSE / "config"), "run", "--sandbox", *words]
    env = {**os.environ, "PYTHONPATH": str(HOUSE), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(command, cwd=folder, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@contextmanager
def ends_in_any_case(running: subprocess.Popen[str]) -> Iterator[None]:
    """Kill the process when it takes forever, so that whoever reads its output comes to an end."""
    guard = threading.Timer(PATIENCE, running.kill)
    guard.start()
    try:
        yield
    finally:
        guard.cancel()
        running.kill()
        running.communicate()


def find_child(parent: int) -> int:
    """Return the process started by ``parent``, as /proc tells it."""
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError):
            if f"\nPPid:\t{parent}\n" in status.read_text():
                return int(status.parent.name)
    raise AssertionError(f"{parent} has no child")


def test_a_newcomer_sees_flags_with_clauses_and_a_decision(tmp_path: Path) -> None:
    running = start(tmp_path, "--port", "0")
    with ends_in_any_case(running):
        assert running.stdout is not None
        lines = []
        for line in running.stdout:
            lines.append(line)
            if "rehearsed" in line and "hears nothing" in line and "flag" in line:
                break
        running.send_signal(signal.SIGTERM)
        assert running.wait(PATIENCE) == 0
    text = "".join(lines)
    assert "every post and person in it is made up" in text
    assert "nothing reaches a real forum" in text
    assert "/set-up#" in text
    assert "FT-4.2a" in text
    assert "ada (of the sandbox): violation" in text


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        running = start(tmp_path, "--port", str(taken.getsockname()[1]))
        _, trouble = running.communicate(timeout=PATIENCE)
    assert running.returncode == 1
    assert "--port" in trouble
    assert "Traceback" not in trouble


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file in the way stops root too, which a mode does not")
    running = start(tmp_path)
    _, trouble = running.communicate(timeout=PATIENCE)
    assert running.returncode == 1
    assert "cannot be written to" in trouble


def test_it_is_started_again_when_it_dies(folder: Path) -> None:
    """The folder of the command tests names a forum that answers; the desk takes a free port."""
    command = [sys.executable, "-m", "modbot", "--config", str(folder / "config"), "run", "--port", "0"]
    env = {**os.environ, "MODBOT_READER_KEY": READ_KEY, "PYTHONUNBUFFERED": "1"}
    running = subprocess.Popen(command, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with ends_in_any_case(running):
        assert running.stdout is not None
        starts = 0
        for line in running.stdout:
            if line.startswith("stop with"):
                starts += 1
                if starts == 2:
                    break
                time.sleep(EARLY_SECONDS)
                os.kill(find_child(running.pid), signal.SIGKILL)
        assert starts == 2
        running.send_signal(signal.SIGTERM)
        assert running.wait(PATIENCE) == 0
