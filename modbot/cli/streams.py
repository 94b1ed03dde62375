"""Files, packed files and standard streams of lines; every trouble with them becomes one sentence."""

from __future__ import annotations

import gzip
import io
import os
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

import typer

from modbot.errors import ModbotError


@dataclass(frozen=True, slots=True)
class Source:
    """Text to read, the bytes below it, and how many these are (None: nobody knows)."""

    name: str
    text: IO[str]
    packed: BinaryIO
    size: int | None

    @classmethod
    @contextmanager
    def open(cls, name: str) -> Iterator[Source]:
        """Open a file of lines, packed (.gz) or not, or standard input (-)."""
        with ExitStack() as stack:
            if name == "-":
                packed: BinaryIO = sys.stdin.buffer
                size = None
            else:
                packed = stack.enter_context(_open_file(name))
                size = os.fstat(packed.fileno()).st_size
            unpacked = gzip.GzipFile(fileobj=packed) if name.endswith(".gz") else packed
            # Bytes that are no UTF-8 survive the way in; what goes out again is escaped.
            yield cls(name, io.TextIOWrapper(unpacked, "utf-8-sig", errors="surrogateescape"), packed, size)

    def guard(self, lines: Iterator[str]) -> Iterator[str]:
        """Yield the lines; a file that breaks off is said in one sentence."""
        try:
            yield from lines
        except (OSError, EOFError, zlib.error) as error:
            raise ModbotError(f"{self.name} cannot be read to its end: {error}") from error


def _open_file(name: str) -> BinaryIO:
    if not Path(name).is_file():
        raise typer.BadParameter(f"{name} is not a file")
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise ModbotError(f"{name} cannot be read: {error.strerror}") from error


def open_lines(stack: ExitStack, name: str) -> IO[str]:
    """Open a file of JSON lines, packed or not, or standard input (-); ``stack`` closes it."""
    return stack.enter_context(Source.open(name)).text


@contextmanager
def open_output(source: str, name: str) -> Iterator[Callable[[str], object]]:
    """Yield what writes text; a full disk or a closed pipe ends the command with one sentence, or with none."""
    if name != "-" and source != "-" and Path(name).exists() and Path(name).samefile(source):
        raise typer.BadParameter(f"{name} would be written over while it is read")
    try:
        with ExitStack() as stack:
            target = sys.stdout.buffer if name == "-" else stack.enter_context(_create(name))
            # Half a character cannot be written as UTF-8, but as JSON: \\udc80.
            text = io.TextIOWrapper(target, "utf-8", errors="backslashreplace", write_through=name == "-")
            stack.callback(text.detach if name == "-" else text.close)
            yield text.write
            text.flush()
    except BrokenPipeError as error:
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads on: no more to say
        raise typer.Exit(1) from error
    except OSError as error:
        raise ModbotError(f"{name} cannot be written: {error.strerror or error}") from error


def _create(name: str) -> BinaryIO:
    return gzip.open(name, "wb") if name.endswith(".gz") else Path(name).open("wb")  # type: ignore[return-value]
