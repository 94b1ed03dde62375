"""Engines that say, in one pass over a text, which of many literals or loose shapes occur in it.

Hyperscan where it has a wheel; a dictionary of three-byte pieces everywhere else. Both answer with candidates only.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import platform
import threading
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol

from modbot.errors import ModbotError

hyperscan: Any
try:
    hyperscan = importlib.import_module("hyperscan")
except ImportError:  # no wheel for this machine
    hyperscan = None

Engine = Literal["auto", "hyperscan", "plain"]
SHARD_SIZE = 500
_KEPT_FILES = 64


class ShapeRefused(ModbotError):
    """The engine will not compile one of the shapes."""


class Finder(Protocol):
    """Knows many texts or shapes by number."""

    def find(self, data: bytes) -> Iterable[int]:
        """Return the numbers of those that occur in ``data`` (never one too few)."""
        ...


def hyperscan_works() -> bool:
    """Return whether Hyperscan is installed and runs on this processor."""
    if hyperscan is None:
        return False
    try:
        hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK).compile(expressions=[b"x"], ids=[0], elements=1, flags=[0])
    except hyperscan.HyperscanError:
        return False
    return True


class GramFinder:
    """Literals in a dictionary under one of their three-byte pieces: no compiled code needed, cost per character."""

    def __init__(self, literals: Sequence[bytes]) -> None:
        self._by_gram: dict[bytes, list[tuple[int, bytes]]] = defaultdict(list)
        self._short: list[tuple[int, bytes]] = []
        for number, literal in enumerate(literals):
            if len(literal) < 3:
                self._short.append((number, literal))
                continue
            grams = [literal[i : i + 3] for i in range(len(literal) - 2)]
            rarest = min(grams, key=lambda gram: len(self._by_gram.get(gram, ())))
            self._by_gram[rarest].append((number, literal))

    def find(self, data: bytes) -> list[int]:
        """Return the numbers of the literals that occur in ``data``."""
        found = [number for number, literal in self._short if literal in data]
        pieces = {data[i : i + 3] for i in range(len(data) - 2)} & self._by_gram.keys()
        for gram in pieces:
            found += [number for number, literal in self._by_gram[gram] if literal in data]
        return found


class EveryFinder:
    """Calls every shape a candidate: the slow truth where shapes cannot be compiled."""

    def __init__(self, count: int) -> None:
        self._numbers = range(count)

    def find(self, data: bytes) -> Iterable[int]:  # noqa: ARG002  every text holds every candidate
        """Return all numbers."""
        return self._numbers


class HyperscanFinder:
    """One compiled Hyperscan database; each thread scans with a scratch of its own."""

    def __init__(self, database: Any) -> None:
        self._database = database
        self._local = threading.local()

    def find(self, data: bytes) -> list[int]:
        """Return the numbers of the expressions that occur in ``data``, each once."""
        scratch = getattr(self._local, "scratch", None)
        if scratch is None:
            scratch = self._local.scratch = hyperscan.Scratch(self._database)
        found: list[int] = []
        self._database.scan(data, match_event_handler=_note, context=found, scratch=scratch)
        return found


def _note(number: int, start: int, end: int, flags: int, found: list[int]) -> None:  # noqa: ARG001  Hyperscan's call
    found.append(number)


class DatabaseMaker:
    """Compiles Hyperscan databases and keeps them in a folder, named by all that went into them."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def make_literals(self, literals: Sequence[bytes]) -> HyperscanFinder:
        """Return a finder of literals, each reported once a text."""
        return HyperscanFinder(self._load_or_compile(literals, hyperscan.HS_FLAG_SINGLEMATCH, literal=True))

    def make_shapes(self, shapes: Sequence[str]) -> HyperscanFinder:
        """Return a finder of loose shapes; raises ShapeRefused when one of them cannot be compiled."""
        # ^ and $ also match at line ends here: looser, as some patterns ask for that with a flag of their own.
        flags = hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_DOTALL | hyperscan.HS_FLAG_MULTILINE
        try:
            return HyperscanFinder(self._load_or_compile([shape.encode() for shape in shapes], flags, literal=False))
        except hyperscan.HyperscanError as error:
            raise ShapeRefused from error

    def _load_or_compile(self, expressions: Sequence[bytes], flags: int, *, literal: bool) -> Any:
        file = self._file_of(expressions, flags, literal)
        if file is not None and file.is_file():
            try:
                return hyperscan.loadb(file.read_bytes(), mode=hyperscan.HS_MODE_BLOCK)
            except (hyperscan.HyperscanError, OSError):
                pass  # truncated, damaged or of another processor: compile again, overwrite below
        database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        count = len(expressions)
        database.compile(
            expressions=list(expressions),
            ids=list(range(count)),
            elements=count,
            flags=[flags] * count,
            literal=literal,
        )
        if file is not None:
            keep_file(file, hyperscan.dumpb(database))
        return database

    def _file_of(self, expressions: Sequence[bytes], flags: int, literal: bool) -> Path | None:
        if self._folder is None:
            return None
        digest = hashlib.sha256(f"1 {hyperscan.__version__} {platform.machine()} {flags} {literal}\n".encode())
        for expression in expressions:
            digest.update(f"{len(expression)} ".encode() + expression)
        return self._folder / f"{digest.hexdigest()}.hsdb"


def keep_file(file: Path, content: bytes) -> None:
    """Write the file whole or not at all, and drop the oldest of its kind where there are many.

    A folder that cannot be written to costs only time at the next start.
    """
    temporary = file.with_suffix(f".{threading.get_ident()}.tmp")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary.write_bytes(content)
        temporary.replace(file)
        kept = sorted(file.parent.glob(f"*{file.suffix}"), key=lambda path: path.stat().st_mtime)
        for old in kept[:-_KEPT_FILES]:
            old.unlink(missing_ok=True)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()
