"""What stands between the network and the desk: headers, sizes, origins and rates. No framework, no body kept."""

from __future__ import annotations

import time
from collections import OrderedDict
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 2_000_000
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


class Guard:
    """ASGI middleware: strict headers on every answer; foreign origins, huge bodies and floods are turned away."""

    def __init__(self, app: ASGIApp, per_second: float = 50, burst: int = 300, *, secure: bool = False) -> None:
        self._app = app
        self._rate = _Rate(per_second, burst)
        self._headers = {**_HEADERS, **({"Strict-Transport-Security": "max-age=31536000"} if secure else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or hand it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    answer[name] = value
                if "cache-control" not in answer:
                    answer["Cache-Control"] = "no-store"
            await send(message)

        refusal = self._refuse(scope, headers)
        if refusal is not None:
            await refusal(scope, receive, send_guarded)
            return
        await self._app(scope, _limit(receive), send_guarded)

    def _refuse(self, scope: Scope, headers: Headers) -> Response | None:
        size = headers.get("content-length", "0")
        if size.isdecimal() and int(size) > LARGEST_BODY:
            return _say_no(scope, "too large", 413)
        changes = scope["method"] not in ("GET", "HEAD", "OPTIONS")
        if changes and scope["path"] != "/webhook" and not _is_same_origin(headers):
            return _say_no(scope, "this request came from another site", 403)
        client = scope.get("client")
        if not scope["path"].startswith("/static/") and not self._rate.allows(client[0] if client else ""):
            return _say_no(scope, "too many requests; wait a moment", 429, {"Retry-After": "2"})
        return None


def _say_no(scope: Scope, why: str, status: int, headers: dict[str, str] | None = None) -> Response:
    """Return the refusal as programs are told it, or as people are."""
    if scope["path"].startswith("/api/"):
        return JSONResponse({"detail": why}, status, headers)
    return PlainTextResponse(why, status, headers)


class _Rate:
    """Token buckets per address; the least recent addresses are forgotten."""

    def __init__(self, per_second: float, burst: int) -> None:
        self._per_second = per_second
        self._burst = burst
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, address: str) -> bool:
        """Return whether the address may ask once more, and count it."""
        now = time.monotonic()
        tokens, at = self._buckets.pop(address, (float(self._burst), now))
        tokens = min(self._burst, tokens + (now - at) * self._per_second)
        allowed = tokens >= 1
        self._buckets[address] = (tokens - 1 if allowed else tokens, now)
        if len(self._buckets) > 10_000:
            self._buckets.popitem(last=False)
        return allowed


def _is_same_origin(headers: Headers) -> bool:
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    if origin is None:
        return True  # no browser: such a request also carries no cookie of ours that a page could misuse
    return urlsplit(origin).netloc == headers.get("host", "")


def _limit(receive: Receive) -> Receive:
    received = 0

    async def receive_limited() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > LARGEST_BODY:
            return {"type": "http.disconnect"}
        return message

    return receive_limited
