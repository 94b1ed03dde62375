"""Starts modbot again when it dies: a post that hangs a library ends the process, and the next post must not wait."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from types import FrameType

ATTENDED = "MODBOT_ATTENDED"
EARLY_SECONDS = 10.0  # who dies sooner has a mistake in its settings, which another start does not mend
PAUSE_SECONDS = 2.0


def is_attended() -> bool:
    """Return whether this process was started by an attendant."""
    return os.environ.get(ATTENDED) == "1"


def attend() -> int:
    """Run this very command in a process of its own until it ends well, is told to stop, or cannot start."""
    attendant = _Attendant()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, attendant.pass_on)
    while True:
        code, lived = attendant.run_once()
        if code == 0 or attendant.is_stopping or lived < EARLY_SECONDS:
            return max(code, 0)
        print(f"modbot ended unexpectedly ({code}) after {lived:.0f} s; starting again", file=sys.stderr, flush=True)
        time.sleep(PAUSE_SECONDS)


class _Attendant:
    def __init__(self) -> None:
        self.is_stopping = False
        self._child: subprocess.Popen[bytes] | None = None

    def run_once(self) -> tuple[int, float]:
        """Run once and return the exit code and how many seconds it lived."""
        began = time.monotonic()
        command = [sys.executable, "-m", "modbot", *sys.argv[1:]]
        self._child = subprocess.Popen(command, env={**os.environ, ATTENDED: "1"})
        return self._child.wait(), time.monotonic() - began

    def pass_on(self, number: int, _frame: FrameType | None) -> None:
        """Hand a signal to the child; it stops by itself."""
        self.is_stopping = True
        if self._child is not None and self._child.poll() is None:
            self._child.send_signal(number)
