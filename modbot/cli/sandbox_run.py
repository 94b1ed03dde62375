"""The embedded sandbox forum of ``modbot run --sandbox``: settings of its own, and a moderator who shows the way."""

from __future__ import annotations

import threading
from pathlib import Path

from modbot.config import Settings
from modbot.errors import ConflictError, ModbotError
from modbot.forum.discourse import Access
from modbot.review.decide import Choice, decide
from modbot.review.desk import Desk, Reviewer
from modbot.review.queue import next_card
from modbot.sandbox.server import ACT_KEY, BOT, READ_KEY, Arrivals, Sandbox, start_sandbox
from modbot.store.queue import QueueQuery

FOLDER = Path("var/sandbox")
AT_ONCE, EVERY_SECONDS = 60, 3.0
SHOW_AFTER_SECONDS = 4.0


def open_sandbox() -> Sandbox:
    """Return an open sandbox forum, filled with sample posts; more arrive as time goes by."""
    return start_sandbox(arrivals=Arrivals(AT_ONCE, EVERY_SECONDS))


def sandbox_access(sandbox: Sandbox) -> Access:
    """Return how to reach the sandbox."""
    return Access(sandbox.base_url, BOT, READ_KEY, ACT_KEY)


def sandbox_settings(settings: Settings) -> Settings:
    """Return settings for the sandbox: a fresh store beside the working folder, quick rounds, always rehearsal.

    Raises ModbotError when the folder cannot be written to.
    """
    try:
        FOLDER.mkdir(parents=True, exist_ok=True)
        for old in FOLDER.glob("modbot.db*"):
            old.unlink()
    except OSError as error:
        raise ModbotError(
            f"{FOLDER} cannot be written to ({error.strerror}); run modbot in a folder of your own"
        ) from error
    return settings.model_copy(
        update={
            "forum": settings.forum.model_copy(update={"requests_per_minute": 600}),
            "receive": settings.receive.model_copy(update={"poll_seconds": 2, "reviews_seconds": 10}),
            "enforce": settings.enforce.model_copy(update={"mode": "rehearsal"}),
            "store": settings.store.model_copy(update={"url": f"sqlite:///{FOLDER}/modbot.db", "url_env": ""}),
        }
    )


class Guide:
    """Ada, a moderator of the sandbox, decides one card, so that a newcomer sees what follows from a decision."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sandbox-guide", daemon=True)

    def start(self) -> None:
        """Wait for a first card in the background."""
        self._thread.start()

    def stop(self) -> None:
        """Leave."""
        self._stop.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stop.wait(SHOW_AFTER_SECONDS):
            try:
                if self._decide_one():
                    return
            except ConflictError:
                continue  # the newcomer was quicker; show it on the next card

    def _decide_one(self) -> bool:
        ada = Reviewer("ada (of the sandbox)", ("reviewer",), via="cli")
        with self._desk.store.reading() as tx:
            card = next_card(tx, QueueQuery(order="urgent"), ada, self._desk.clock.now())
        if card is None:
            return False
        decide(self._desk, {card.id: card.version}, Choice("violation", reason="shown by the sandbox"), ada)
        return True
