"""Serves the review desk in a thread beside the duties."""

from __future__ import annotations

import logging
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

import structlog
import uvicorn

from modbot.app import App
from modbot.errors import ModbotError
from modbot.web.parts import WebParts
from modbot.web.server import build_web


@contextmanager
def serve_desk(app: App, port: int) -> Iterator[str]:
    """Serve the desk on the configured address and yield where it is; raises ModbotError when the port is taken."""
    web = app.settings.web
    door = _open_door(web.host, port)
    url = f"http://{web.host}:{door.getsockname()[1]}"
    parts = WebParts(app.desk, app.accounts, ZoneInfo(app.settings.review.timezone), web.public_url or url)
    config = uvicorn.Config(build_web(parts), log_level="warning", lifespan="off", access_log=False, ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, name="review-desk", daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    try:
        yield url
    finally:
        server.should_exit = True
        thread.join(timeout=5)


def quiet_logs(*, announced: bool) -> None:
    """Send logs to standard error as JSON lines of ids; only troubles where a person reads the announcements."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR if announced else logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _open_door(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port))
    except OSError as error:
        raise ModbotError(
            f"the review desk cannot open {host}:{port} ({error.strerror}); "
            "stop what uses the port, or choose another with --port or web.port in modbot.yaml"
        ) from error
