"""One allowance of calls a minute for all modbot does at the forum: acting first, then polling, then sweeping."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Literal

from modbot.clock import Clock
from modbot.errors import ForumBusy

Lane = Literal["read", "act", "sweep"]

# The part of the bucket that a lane leaves to those that go before it.
_RESERVED: dict[Lane, float] = {"act": 0.0, "read": 0.2, "sweep": 0.5}


class Budget:
    """A token bucket, safe to share between threads.

    Reading leaves a fifth of the bucket to acting, sweeping half of it to both. Whoever would have to wait longer than
    ``patience`` seconds gets a ForumBusy that says how long, instead of sleeping inside a duty.
    """

    def __init__(self, per_minute: float, clock: Clock, patience: float = 1.0) -> None:
        self._rate = per_minute / 60
        self._capacity = max(per_minute, 1.0)
        self._clock = clock
        self.patience = patience
        self._tokens = self._capacity
        self._filled_at = clock.now()
        self._closed_until: datetime | None = None
        self._lock = threading.Lock()

    def take(self, lane: Lane = "read") -> None:
        """Take one call from the allowance; waits at most ``patience`` seconds, else raises ForumBusy."""
        waited = 0.0
        while (wait := self._try_take(lane)) > 0:
            if waited + wait > self.patience:
                raise ForumBusy(f"the allowance of calls is used up; next one in {wait:.0f} s", wait)
            self._clock.sleep(wait)
            waited += wait

    def close_for(self, seconds: float) -> None:
        """Let nobody call for that long: the forum itself asked for it."""
        with self._lock:
            until = self._clock.now() + timedelta(seconds=seconds)
            self._closed_until = max(until, self._closed_until or until)

    def _try_take(self, lane: Lane) -> float:
        with self._lock:
            now = self._clock.now()
            if self._closed_until is not None and now < self._closed_until:
                return (self._closed_until - now).total_seconds()
            passed = max((now - self._filled_at).total_seconds(), 0.0)
            self._tokens = min(self._capacity, self._tokens + passed * self._rate)
            self._filled_at = now
            needed = 1.0 + (self._capacity * _RESERVED[lane] if self._capacity >= 5 else 0.0)
            if self._tokens + 1e-9 >= needed:
                self._tokens -= 1.0
                return 0.0
            return (needed - self._tokens) / self._rate
