"""How a due time reads: "in 3 hr", "20 min late", and how much it should stand out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from gettext import NullTranslations

from babel.dates import format_timedelta

from modbot.store.rows import FlagRow

_SOON = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Due:
    """A due time in words; ``urgency`` is "late", "soon" or nothing."""

    text: str
    urgency: str = ""


def describe_due(flag: FlagRow, now: datetime, words: NullTranslations, language: str) -> Due:
    """Return the flag's due time in words, relative to now."""
    if flag.state != "open" or flag.due_at is None:
        return Due("")
    if flag.paused_at is not None:
        return Due(words.gettext("paused"))
    left = flag.due_at - now
    span = format_timedelta(abs(left), granularity="minute", threshold=1.2, format="short", locale=language)
    if left < timedelta(0):
        return Due(words.gettext("%(time)s late") % {"time": span}, "late")
    return Due(words.gettext("in %(time)s") % {"time": span}, "soon" if left < _SOON else "")
