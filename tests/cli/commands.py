"""Runs modbot as a person would: a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

from modbot.sandbox.server import READ_KEY

CONFIG = Path(__file__).parents[2] / "config"


def modbot(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "MODBOT_READER_KEY": READ_KEY}
    command = [sys.executable, "-m", "modbot", "--config", str(folder / "config"), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env)


def read(folder: Path, *words: str) -> object:
    done = modbot(folder, *words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
