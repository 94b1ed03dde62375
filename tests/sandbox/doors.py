"""Ways into the sandbox without a socket: requests speaks to the ASGI application directly, bytes for bytes."""

import asyncio
import io
from http.client import HTTPMessage
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter
from urllib3.response import HTTPResponse

from modbot.sandbox.server import ACT_KEY, ADMIN_KEY, READ_KEY, Sandbox

BASE = "http://sandbox.test"


class AppDoor(BaseAdapter):
    """A requests transport that hands the prepared request to an ASGI application in this thread."""

    def __init__(self, app: Any) -> None:
        super().__init__()
        self.app = app
        self.loop = asyncio.new_event_loop()
        self.calls: list[str] = []

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:
        parts = urlsplit(request.url or "")
        self.calls.append(f"{request.method} {parts.path}")
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": parts.path,
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "root_path": "",
            "headers": [(k.lower().encode(), str(v).encode()) for k, v in request.headers.items()],
            "server": (parts.hostname, 80),
            "client": ("127.0.0.1", 1),
        }
        return self._build(request, *self.loop.run_until_complete(self._call(scope, body)))

    async def _call(self, scope: dict[str, Any], body: bytes) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        messages: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            messages.append(message)

        await self.app(scope, receive, send)
        return messages[0]["status"], messages[0]["headers"], b"".join(m.get("body", b"") for m in messages[1:])

    def _build(
        self, request: requests.PreparedRequest, status: int, headers: list[tuple[bytes, bytes]], body: bytes
    ) -> requests.Response:
        message = HTTPMessage()
        for name, value in headers:
            message[name.decode()] = value.decode()
        raw = HTTPResponse(io.BytesIO(body), headers=dict(message), status=status, preload_content=False)
        response = requests.Response()
        response.status_code, response.raw, response.request, response.url = status, raw, request, request.url or ""
        response.headers.update(dict(message))
        response._content = body
        response.encoding = "utf-8"
        return response

    def close(self) -> None:
        self.loop.close()


class Caller:
    """Somebody who calls the sandbox with a key, without a socket."""

    def __init__(self, sandbox: Sandbox, name: str = "modbot", key: str = ACT_KEY) -> None:
        self.session = requests.Session()
        self.session.mount("http://", AppDoor(sandbox.app))
        self.session.headers.update({"Api-Key": key, "Api-Username": name})

    def __call__(self, method: str, path: str, **kwargs: Any) -> requests.Response:
        return self.session.request(method, BASE + path, allow_redirects=False, **kwargs)

    def get(self, path: str, **params: Any) -> Any:
        response = self("GET", path, params=params)
        assert response.status_code == 200, (path, response.status_code, response.text)
        return response.json()


def moderator(sandbox: Sandbox) -> Caller:
    return Caller(sandbox, "ada", ADMIN_KEY)


def reader(sandbox: Sandbox) -> Caller:
    return Caller(sandbox, "modbot", READ_KEY)
