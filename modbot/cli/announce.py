"""Tells on the terminal what a running modbot does, read from the audit: one line an event, nothing unmasked."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from modbot.records import AuditEntry
from modbot.review.card import summarize
from modbot.store.store import Transaction

if TYPE_CHECKING:
    from modbot.store.store import Store

EVERY_SECONDS = 0.5
_STYLES = {"P1": "bold red", "P2": "yellow", "P3": "", "P4": "dim"}
_QUIET_VERBS = frozenset({"claim", "sign_in", "sign_out", "make_link"})


class Announcer:
    """Prints new audit entries until stopped; a thread of its own."""

    def __init__(self, store: Store, console: Console) -> None:
        self._store = store
        self._console = console
        self._seen = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="announcer", daemon=True)

    def start(self) -> None:
        """Begin with what happens from now on."""
        with self._store.reading() as tx:
            newest = tx.audit.newest(limit=1)
        self._seen = newest[0].id if newest else 0
        self._thread.start()

    def stop(self) -> None:
        """Tell what is left and stop."""
        self._stop.set()
        self._thread.join(timeout=5)
        self._tell_news()

    def _run(self) -> None:
        while not self._stop.wait(EVERY_SECONDS):
            self._tell_news()

    def _tell_news(self) -> None:
        with self._store.reading() as tx:
            for entry in tx.audit.walk(self._seen):
                self._seen = entry.id
                if (line := describe_entry(tx, entry)) is not None:
                    self._console.print(line)


def describe_entry(tx: Transaction, entry: AuditEntry) -> Text | None:
    """Return one line for people about an audit entry, None for what they need not see pass by."""
    if entry.verb in _QUIET_VERBS:
        return None
    kind, _, number = entry.subject.partition("/")
    line = Text(f"{entry.at.astimezone():%H:%M:%S}  ", "dim")
    tell = _TELLERS.get(kind)
    if tell is None or not number.isdigit():
        return line.append(f"{entry.actor}: {entry.verb.replace('_', ' ')} {entry.subject}", "")
    return tell(tx, entry, int(number), line)


def _tell_flag(tx: Transaction, entry: AuditEntry, number: int, line: Text) -> Text:
    flag = tx.flags.get(number)
    if entry.actor != "modbot":
        verdict = str(entry.detail.get("verdict", entry.verb)).replace("_", " ")
        return line.append(f"flag {number}  {entry.actor}: {verdict}", "bold green")
    post = tx.posts.rows([flag.post_row])[flag.post_row]
    line.append(f"flag {number}  ", "bold").append(f"{flag.severity}  ", _STYLES[flag.severity])
    line.append(f"{flag.label}  ", "bold").append(f"{', '.join(flag.clauses)}  {flag.language}  ", "dim")
    return line.append(summarize(post, tx.signals.of_flag(number)))


def _tell_action(tx: Transaction, _entry: AuditEntry, number: int, line: Text) -> Text:
    action = tx.actions.get(number)
    state = {"rehearsed": "rehearsed, the forum hears nothing of it"}.get(action.state, action.state)
    return line.append(f"flag {action.flag_id}  {action.kind.replace('_', ' ')} {action.target}: {state}", "cyan")


_TELLERS: dict[str, Callable[[Transaction, AuditEntry, int, Text], Text]] = {
    "flag": _tell_flag,
    "action": _tell_action,
}
