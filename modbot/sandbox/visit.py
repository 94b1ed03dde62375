"""One HTTP call to the sandbox: who calls, with which parameters, and how the answer goes back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from modbot.sandbox.nouns import User
from modbot.sandbox.refusals import Refused, missing, no_access, not_found, refuse
from modbot.sandbox.trouble import Outage, Trouble, describe_outage
from modbot.sandbox.world import World

SANDBOX_HEADERS = {"X-Sandbox": "This is a sandbox, not a real forum."}
JSON_TYPE = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Visit:
    """A call: the forum, the caller (None: anonymous), the address's variable parts, and Rails-named parameters."""

    world: World
    user: User | None
    path: Mapping[str, Any]
    params: Mapping[str, tuple[str, ...]]

    @property
    def member(self) -> User:
        """Return the caller, who must have a valid key: 403 otherwise."""
        if self.user is None:
            raise refuse(403, "not_logged_in", "You need to be logged in to do that.")
        return self.user

    @property
    def staff(self) -> User:
        """Return the caller, who must be staff: 403 otherwise."""
        if not self.member.staff:
            raise no_access()
        return self.member

    def check_member(self) -> None:
        """Refuse callers without a valid key."""
        _ = self.member

    def check_staff(self) -> None:
        """Refuse callers who are not staff."""
        _ = self.staff

    def text(self, *names: str, default: str = "") -> str:
        """Return the first parameter of these names."""
        return next((self.params[name][0] for name in names if self.params.get(name)), default)

    def require(self, *names: str) -> str:
        """Return a parameter that must be there: 400 otherwise."""
        if not self.text(*names):
            raise missing(names[0])
        return self.text(*names)

    def number(self, *names: str) -> int | None:
        """Return a parameter as a number, None when it is absent or none."""
        value = self.text(*names)
        digits = value.removeprefix("-")
        return int(value) if digits.isascii() and digits.isdigit() and len(digits) < 19 else None

    def truth(self, name: str) -> bool:
        """Say whether a switch is on: the forum compares with the word ``true``."""
        return self.text(name) == "true"

    def items(self, *names: str) -> tuple[str, ...]:
        """Return a list parameter."""
        return next((self.params[name] for name in names if name in self.params), ())


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that is not simply 200 with JSON."""

    status: int = 200
    body: str = ""
    content_type: str = JSON_TYPE
    location: str = ""


Handler = Callable[[Visit], Any]


def flatten(value: Any, name: str = "") -> Iterable[tuple[str, str]]:
    """Yield JSON as form parameters named the Rails way: ``post[raw]``, ``tags[][name]``."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from flatten(inner, f"{name}[{key}]" if name else str(key))
    elif isinstance(value, list):
        for inner in value:
            yield from flatten(inner, f"{name}[]")
    elif value is not None:
        yield name, str(value).lower() if isinstance(value, bool) else str(value)


async def read_params(request: Request) -> dict[str, tuple[str, ...]]:
    """Return query, form and JSON parameters together; what JSON says wins over the query."""
    pairs = list(request.query_params.multi_items())
    body = await request.body()
    if body and "json" in request.headers.get("content-type", ""):
        try:
            pairs = [*flatten(json.loads(body)), *pairs]
        except ValueError as error:
            raise refuse(400, "invalid_parameters", "The body is not JSON.") from error
    elif body:
        pairs = [*parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True), *pairs]
    params: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        params[name] = (*params.get(name, ()), value)
    return params


def identify(world: World, request: Request) -> User | None:
    """Return who calls; a wrong key is a 403, on staff addresses a 404, and a reading key does not write."""
    secret = request.headers.get("Api-Key")
    if secret is None:
        return None
    hidden = request.url.path.startswith("/admin/")
    key = world.keys.get(secret)
    name = request.headers.get("Api-Username") or (key.username if key else "")
    if key is None or not name or (key.username is not None and key.username.lower() != name.lower()):
        raise not_found() if hidden else no_access()
    if key.read_only and request.method != "GET":
        raise not_found() if hidden else no_access()
    user = world.find_user(name)
    if user.suspended_till is not None and user.suspended_till > world.now():
        raise no_access()
    return user


def answer(value: Any) -> Response:
    """Return a handler's result as HTTP."""
    if isinstance(value, Reply):
        headers = {**SANDBOX_HEADERS, **({"Location": value.location} if value.location else {})}
        return Response(value.body, value.status, headers, value.content_type)
    return Response(json.dumps(value), 200, SANDBOX_HEADERS, JSON_TYPE)


async def answer_unknown(_request: Request, _error: Exception) -> Response:
    """Answer a call to an address that does not exist, the way all others are answered."""
    refusal = not_found()
    return Response(json.dumps(refusal.body), refusal.status, SANDBOX_HEADERS, JSON_TYPE)


def _answer_outage(outage: Outage) -> Response:
    return Response(outage.body, outage.status, {**SANDBOX_HEADERS, **outage.headers}, outage.content_type)


def open_route(world: World, trouble: Trouble, method: str, path: str, handler: Handler) -> Route:
    """Return a route that runs ``handler`` under the world's lock, after whatever trouble strikes."""

    def run(request: Request, params: dict[str, tuple[str, ...]]) -> Response:
        with world.lock:
            try:
                user = identify(world, request)
                if request.url.path.startswith("/admin/") and not (user and user.staff):
                    raise not_found()
                return answer(handler(Visit(world, user, request.path_params, params)))
            except Refused as refusal:
                return Response(json.dumps(refusal.body), refusal.status, SANDBOX_HEADERS, JSON_TYPE)

    async def serve(request: Request) -> Response:
        params = await read_params(request)
        with world.lock:
            fault = trouble.strike(f"{request.method} {request.url.path}")
            wait = trouble.exceed(world) if "Api-Key" in request.headers else None
        if wait is not None:
            return _answer_outage(describe_outage("429_json", wait + 1))
        if fault is None:
            return run(request, params)
        if fault.shape == "slow":
            await asyncio.sleep(fault.seconds)
            return run(request, params)
        if fault.shape == "lost_answer":
            run(request, params)
            return _answer_outage(describe_outage("502_html", fault.seconds))
        return _answer_outage(describe_outage(fault.shape, fault.seconds))

    return Route(path, serve, methods=[method])
