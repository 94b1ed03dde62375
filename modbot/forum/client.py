"""Calls to a Discourse: pydiscourse with manners.

Time limits, one session, one budget, and no blind repeats of writes.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import requests
from pydiscourse import DiscourseClient

from modbot.clock import Clock
from modbot.errors import ForumBusy, ForumError
from modbot.forum.answers import read_answer
from modbot.forum.budget import Budget, Lane

ATTEMPTS = 3
RETRY_PAUSE = 0.5


@dataclass(frozen=True, slots=True)
class Line:
    """The line to the forum that all clients share: session, budget, clock; timeouts in seconds (connect, read)."""

    session: requests.Session
    budget: Budget
    clock: Clock
    timeout: tuple[float, float] = (5.0, 30.0)


class ForumClient(DiscourseClient):  # type: ignore[misc]  # pydiscourse has no types
    """A pydiscourse client whose every call goes through ``_request`` below.

    Raises ForumBusy when the forum or the budget asks for a longer wait, ForumError for everything else; never a
    requests or pydiscourse exception.
    """

    def __init__(self, host: str, username: str, key: str, line: Line, lane: Lane = "read") -> None:
        super().__init__(host.rstrip("/"), username, key, timeout=line.timeout)
        logging.getLogger("pydiscourse").setLevel(logging.WARNING)  # below that it writes whole posts into the log
        self._line = line
        self._lane: Lane = lane

    def get(self, path: str, **params: Any) -> Any:
        """Return what stands at ``path``."""
        return self._request("GET", path, params=params)

    def get_if_there(self, path: str, **params: Any) -> Any:
        """Return what stands at ``path``, None when it is gone or hidden from this key."""
        try:
            return self.get(path, **params)
        except ForumError as error:
            if error.status in {403, 404, 410}:
                return None
            raise

    def send(self, verb: str, path: str, body: Any = None, **params: Any) -> Any:
        """Write to ``path`` with a JSON body, once."""
        return self._request(verb, path, params=params or None, json=body)

    def _request(  # noqa: PLR0913, PLR0917  the signature is pydiscourse's
        self,
        verb: str,
        path: str,
        params: Any = None,
        files: Any = None,
        data: Any = None,
        json: Any = None,
        override_request_kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Make one call; reading is tried up to three times when the line or the server fails, writing never twice."""
        options = {"params": params, "files": files, "data": data, "json": json, **(override_request_kwargs or {})}
        attempts = ATTEMPTS if verb == "GET" else 1
        for attempt in range(1, attempts + 1):
            try:
                return self._call_once(verb, path, options)
            except ForumBusy as busy:
                if attempt == attempts or busy.wait_seconds > self._line.budget.patience:
                    raise
                self._line.clock.sleep(busy.wait_seconds)
            except ForumError as error:
                if error.permanent or attempt == attempts:
                    raise
                self._line.clock.sleep(RETRY_PAUSE * attempt)
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _call_once(self, verb: str, path: str, options: dict[str, Any]) -> Any:
        self._line.budget.take(self._lane)
        call = f"{verb} {path}"
        headers = {"Accept": "application/json", "Api-Key": self.api_key, "Api-Username": self.api_username}
        known = {"timeout": self.timeout, "allow_redirects": False, "headers": headers}
        try:
            answer = self._line.session.request(verb, self.host + path, **{**known, **options})
        except requests.RequestException as error:
            raise ForumError(f"{call}: {type(error).__name__}", permanent=False) from error
        try:
            return read_answer(answer, call)
        except ForumBusy as busy:
            self._line.budget.close_for(busy.wait_seconds)
            raise
