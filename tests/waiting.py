"""Waiting for what another thread or process does. Long enough for any machine: only a defect runs into the limit."""

import time
from collections.abc import Callable

PATIENCE = 120.0


def wait_until(is_so: Callable[[], object], what: str = "what was waited for") -> None:
    """Return once the condition holds; fails the test when it never does."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, f"{what} never came"
        time.sleep(0.02)


def best_of(times: int, measure: Callable[[], float]) -> float:
    """Return the least of several measurements: what the work costs when nobody else is in the way."""
    return min(measure() for _ in range(times))
