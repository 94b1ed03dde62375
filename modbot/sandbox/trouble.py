"""Scripted trouble: what goes wrong between a bot and a real forum, on demand or by rate."""

from __future__ import annotations

import json
import re
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from modbot.sandbox.world import World

Shape = Literal["429_json", "429_text", "429_html", "503_read_only", "502_html", "slow", "lost_answer", "301_blank"]


@dataclass(slots=True)
class Fault:
    """A fault that strikes the next ``times`` calls whose ``METHOD /path`` matches.

    ``lost_answer`` lets the forum do the work and then answers 502, as a proxy does when it gives up too early.
    """

    shape: Shape
    pattern: str = ""
    times: int = 1
    seconds: float = 1.0


@dataclass(frozen=True, slots=True)
class Outage:
    """The answer that stands in for the real one."""

    status: int
    content_type: str
    body: str
    headers: dict[str, str]


@dataclass(slots=True)
class Trouble:
    """The faults waiting to strike, and the limit all API keys of the site share (calls a minute; 0: none)."""

    faults: list[Fault] = field(default_factory=list)
    calls_per_minute: int = 0
    _calls: deque[datetime] = field(default_factory=deque)

    def strike(self, call: str) -> Fault | None:
        """Return the fault that hits this ``METHOD /path`` now, using it up."""
        for fault in self.faults:
            if fault.times > 0 and re.search(fault.pattern, call):
                fault.times -= 1
                return fault
        return None

    def exceed(self, world: World) -> float | None:
        """Count a call with an API key; return the seconds to wait when it is one too many."""
        if not self.calls_per_minute:
            return None
        now, minute = world.now(), timedelta(seconds=60)
        while self._calls and now - self._calls[0] > minute:
            self._calls.popleft()
        if len(self._calls) >= self.calls_per_minute:
            return (self._calls[0] + minute - now).total_seconds()
        self._calls.append(now)
        return None


def describe_outage(shape: Shape, seconds: float) -> Outage:
    """Return the answer a fault of this shape gives."""
    wait = str(int(seconds))
    if shape == "429_json":
        body = {
            "errors": [f"You've performed this action too many times, please try again in {wait} seconds."],
            "error_type": "rate_limit",
            "extras": {"wait_seconds": int(seconds), "time_left": f"{wait} seconds"},
        }
        headers = {"Retry-After": wait, "Discourse-Rate-Limit-Error-Code": "admin_api_key_rate_limit"}
        return Outage(429, "application/json; charset=utf-8", json.dumps(body), headers)
    if shape == "429_text":
        text = f"Slow down, too many requests from this IP address.\nPlease retry again in {wait} seconds.\n"
        headers = {"Retry-After": wait, "Discourse-Rate-Limit-Error-Code": "ip_10_secs_limit"}
        return Outage(429, "text/plain", text, headers)
    if shape == "503_read_only":
        body = {"errors": ["The site is in read only mode. Interactions are disabled."], "error_type": "read_only"}
        return Outage(503, "application/json; charset=utf-8", json.dumps(body), {})
    if shape == "301_blank":
        return Outage(301, "text/html", "", {"Location": "/login"})
    status, title = (429, "429 Too Many Requests") if shape == "429_html" else (502, "502 Bad Gateway")
    page = f"<html><head><title>{title}</title></head><body><center><h1>{title}</h1></center></body></html>"
    return Outage(status, "text/html", page, {})
