"""Serves the review desk in a thread beside the duties."""

from __future__ import annotations

import logging
import socket
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from zoneinfo import ZoneInfo

import structlog
import uvicorn

from modbot.app import App
from modbot.config import read_secret
from modbot.detect.rules.ruleset import LoadedRule
from modbot.errors import ModbotError
from modbot.pipeline import Examiner
from modbot.prepare.mask import mask_text
from modbot.records import Post
from modbot.review.evidence import is_masked
from modbot.review.forum_sign_in import ForumDoor, ForumSignIn
from modbot.web.parts import Draft, RuleLine, WebParts
from modbot.web.server import build_web


@contextmanager
def serve_desk(app: App, port: int) -> Iterator[str]:
    """Serve the desk on the configured address and yield where it is; raises ModbotError when the port is taken."""
    web = app.settings.web
    door = _open_door(web.host, port)
    url = f"http://{web.host}:{door.getsockname()[1]}"
    parts = _build_parts(app, web.public_url or url)
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


def _build_parts(app: App, public_url: str) -> WebParts:
    web = app.settings.web
    secret = read_secret(web.forum_sign_in_secret_env)
    door = ForumDoor(app.settings.forum.url, secret, web.roles_by_group) if secret else None
    return WebParts(
        app.desk,
        app.accounts,
        ZoneInfo(app.settings.review.timezone),
        public_url,
        forum_sign_in=ForumSignIn(app.desk, door) if door else None,
        list_rules=lambda: [_describe_rule(loaded) for loaded in app.detector.rules.rules],
        draft_replies=lambda post, flags, language: [
            Draft(*drafted) for drafted in app.drafter.draft(post, flags, language)
        ],
        mask_text=partial(_mask, app.parts.checker.examiner),
        accept_webhook=partial(_accept_webhook, app) if read_secret(app.settings.forum.webhook_secret_env) else None,
    )


def _accept_webhook(app: App, headers: Mapping[str, str], body: bytes) -> bool:
    """Note a call and wake the duty that reads again what it speaks of."""
    is_news = app.parts.door.accept(headers, body)
    if is_news:
        app.worker.wake("events")
    return is_news


def _mask(examiner: Examiner, text: str) -> str:
    """Return what a moderator wrote with everything covered that the detectors would cover in a post."""
    found = examiner.examine(Post(id=0, raw=text)).signals
    spans = [span for signal in found if is_masked(signal.category, signal.label) for span in signal.spans]
    return mask_text(text, spans)


def _describe_rule(loaded: LoadedRule) -> RuleLine:
    rule = loaded.rule
    return RuleLine(
        loaded.source, rule.category, rule.status, rule.severity or "", rule.clauses, rule.languages, rule.reason
    )


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
