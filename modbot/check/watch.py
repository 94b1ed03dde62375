"""A limit on the time one batch may take, kept even when a library never comes back."""

from __future__ import annotations

import faulthandler
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def end_process_after(seconds: float) -> Iterator[None]:
    """End the whole process, with a trace on stderr, when the block takes longer.

    No exception reaches code that is stuck in C and holds the interpreter. The attempt was counted when the post
    was claimed, so whoever starts the process again comes to the next post, and finally to a card that says so.
    """
    faulthandler.dump_traceback_later(seconds, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
