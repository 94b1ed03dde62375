"""Rules edited while modbot runs: read again within a second, exchanged whole; the last good set stays otherwise."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from watchfiles import Change, watch

from modbot.detect.rules.detector import RuleDetector
from modbot.detect.rules.files import RuleReader
from modbot.errors import ConfigError, Problem

Listener = Callable[[tuple[Problem, ...]], None]


class RuleWatcher:
    """Watches the folders of rules and lists; a thread of its own, which ends with the program or at ``stop``."""

    def __init__(self, reader: RuleReader, detector: RuleDetector, listener: Listener | None = None) -> None:
        self._reader = reader
        self._detector = detector
        self._listener = listener
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="rule-watcher", daemon=True)
        self.problems: tuple[Problem, ...] = ()

    def start(self) -> None:
        """Begin to watch; what changed since the rules were first read is noticed too."""
        self._thread.start()

    def stop(self) -> None:
        """Stop watching and wait for the thread."""
        self._stop.set()
        self._thread.join(timeout=5)

    def reload(self) -> None:
        """Read all rules again and exchange the set if it is in order; else keep the last good one.

        ``problems`` then says what is wrong; the listener hears of every reload, with no problems when all is well.
        """
        try:
            rules = self._reader.read()
        except ConfigError as error:
            self.problems = error.problems
        except Exception as error:
            # Whatever it is, the watching must go on and people must hear of it.
            folder = str(self._reader.sources.rules)
            message = f"the rules could not be read: {type(error).__name__}: {error}"
            self.problems = (Problem(folder, 1, 1, message, "run: modbot rules check"),)
        else:
            self.problems = ()
            self._detector.rules = rules
        if self._listener is not None:
            self._listener(self.problems)

    def _run(self) -> None:
        folders = [folder for folder in (self._reader.sources.rules, self._reader.sources.lists) if folder.is_dir()]
        changes = watch(
            *folders,
            watch_filter=_is_rule_file,
            stop_event=self._stop,
            debounce=200,
            step=40,
            rust_timeout=200,
            yield_on_timeout=True,
            raise_interrupt=False,
        )
        is_first = True
        for changed in changes:
            if changed or is_first:
                self.reload()
            is_first = False


def _is_rule_file(change: Change, path: str) -> bool:  # noqa: ARG001  deletions count too
    return Path(path).suffix in {".yaml", ".txt"}
