"""Opens the sandbox: a world with its people and keys, its routes, and an HTTP server in a thread."""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta

import uvicorn
from starlette.applications import Starlette

from modbot.clock import Clock, SystemClock
from modbot.sandbox import pages, routes_people, routes_posts, routes_review, routes_site, routes_topics
from modbot.sandbox.nouns import ApiKey, Traits
from modbot.sandbox.samples import SampleForum, Trickle, mix_languages, read_samples
from modbot.sandbox.trouble import Trouble
from modbot.sandbox.visit import answer_unknown, open_route
from modbot.sandbox.webhooks import Postman, Subscription, WebhookOffice
from modbot.sandbox.world import World

BOT = "modbot"
READ_KEY = "sandbox-read-key"
ACT_KEY = "sandbox-act-key"
ADMIN_KEY = "sandbox-admin-key"
ROUTES = (
    *routes_posts.ROUTES,
    *routes_topics.ROUTES,
    *routes_review.ROUTES,
    *routes_people.ROUTES,
    *routes_site.ROUTES,
    *pages.ROUTES,
)


@dataclass(frozen=True, slots=True)
class Arrivals:
    """How sample posts come: ``at_once`` of them when the sandbox opens, then one every ``every_seconds`` (0: none)."""

    at_once: int = 0
    every_seconds: float = 0.0
    spread: timedelta = timedelta(hours=20)


@dataclass(slots=True)
class Sandbox:
    """An open sandbox. ``world``, ``trouble`` and ``webhooks`` may be used directly, under ``world.lock``."""

    world: World
    trouble: Trouble
    webhooks: WebhookOffice
    app: Starlette
    base_url: str = ""
    samples: SampleForum | None = None
    _parts: list[Trickle | Postman] = field(default_factory=list)
    _server: uvicorn.Server | None = None
    _thread: threading.Thread | None = None

    def close(self) -> None:
        """Close the doors; calling it twice does no harm."""
        for part in self._parts:
            part.stop()
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(timeout=5)
            self._server = None

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def build_sandbox(traits: Traits | None = None, clock: Clock | None = None) -> Sandbox:
    """Return a sandbox without a server: an empty forum with its bot, a moderator, an admin and three keys."""
    world = World(traits or Traits(), clock or SystemClock())
    world.add_user("ada", name="Ada", trust_level=4, moderator=True)
    world.add_user("olga", name="Olga", trust_level=4, admin=True)
    world.add_user(BOT, name="modbot", trust_level=4, moderator=True)
    world.add_category("General")
    world.keys[READ_KEY] = ApiKey(BOT, read_only=True)
    world.keys[ACT_KEY] = ApiKey(BOT)
    world.keys[ADMIN_KEY] = ApiKey(None)
    trouble = Trouble()
    office = WebhookOffice(world)
    world.listeners.append(office.record)
    routes = [open_route(world, trouble, method, path, handler) for method, path, handler in ROUTES]
    app = Starlette(routes=routes, exception_handlers={404: answer_unknown, 405: answer_unknown})
    return Sandbox(world, trouble, office, app)


def start_sandbox(
    traits: Traits | None = None,
    *,
    port: int = 0,
    clock: Clock | None = None,
    arrivals: Arrivals = Arrivals(),
    webhook: Subscription | None = None,
) -> Sandbox:
    """Open a sandbox on 127.0.0.1 (a free port unless one is given) and return it once it answers.

    Use it in a ``with``, or call ``close``. Raises OSError when the port is taken.
    """
    sandbox = build_sandbox(traits, clock)
    if arrivals.at_once or arrivals.every_seconds:
        sandbox.samples = SampleForum(sandbox.world, mix_languages(read_samples()))
        sandbox.samples.arrive(arrivals.at_once, spread=arrivals.spread)
    _serve(sandbox, port)
    if webhook is not None:
        sandbox.webhooks.subscriptions.append(webhook)
        sandbox._parts.append(Postman(sandbox.webhooks))
    if sandbox.samples is not None and arrivals.every_seconds:
        sandbox._parts.append(Trickle(sandbox.samples, arrivals.every_seconds))
    for part in sandbox._parts:
        part.start()
    return sandbox


def _serve(sandbox: Sandbox, port: int) -> None:
    door = socket.create_server(("127.0.0.1", port))
    config = uvicorn.Config(sandbox.app, log_level="warning", lifespan="off", access_log=False, ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, name="sandbox-http", daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.005)
    sandbox.base_url = f"http://127.0.0.1:{door.getsockname()[1]}"
    sandbox.webhooks.base_url = sandbox.base_url
    sandbox._server, sandbox._thread = server, thread
