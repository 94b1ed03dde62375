"""Files what an examination found: signals, flags, audit and counts, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import datetime

from modbot.check.group import find_case
from modbot.check.quiet import stays_quiet
from modbot.pipeline import Examination
from modbot.records import NOT_SCANNED, Finding, Post, Signal
from modbot.store.actions import NewAction
from modbot.store.flags import FlagFacts
from modbot.store.rows import FlagRow, PostRow
from modbot.store.store import Transaction

ACTOR = "modbot"
# Cards that ask for something; when the newest version gives it, they close by themselves as "supplied".
SUPPLIABLE = ("missing_prerequisites", NOT_SCANNED)

DescribeFlag = Callable[[Finding, Post, str, datetime], FlagFacts]
Hold = Callable[[FlagRow], Sequence[NewAction]]


@dataclass(frozen=True, slots=True)
class Tally:
    """What a check did, in versions and flags."""

    examined: int = 0
    opened: int = 0
    added: int = 0
    quiet: int = 0
    incomplete: int = 0
    not_scanned: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


def hold_nothing(flag: FlagRow) -> Sequence[NewAction]:  # noqa: ARG001
    """Return no action: nothing is done to a post before a person has looked."""
    return ()


@dataclass(frozen=True, slots=True)
class Filer:
    """Files findings. ``describe`` knows due times, terms and partner; ``hold`` what is done until it is reviewed."""

    describe: DescribeFlag
    hold: Hold = hold_nothing

    def file(
        self, tx: Transaction, row: PostRow, examination: Examination, recent: Sequence[PostRow], now: datetime
    ) -> Tally:
        """Store all signals, and file the findings that are neither shadow nor decided already."""
        tx.signals.record(row.id, row.post_id, examination.signals, now)
        language = examination.prepared.language if examination.prepared else row.post.language
        tally = Tally(examined=1)
        for finding in examination.findings:
            if finding.status != "shadow":
                tally += self._file_finding(tx, row, finding, language, recent, now)
        return tally

    def finish(self, tx: Transaction, row: PostRow, examination: Examination, now: datetime) -> None:
        """Mark a version as checked, and close what it supplies."""
        tx.posts.finish(row.id, now)
        tx.counters.add("posts/checked", day=now.date())
        found = {finding.category for finding in examination.findings}
        for category in SUPPLIABLE if row.latest else ():
            flag = None if category in found else tx.flags.open_of(row.post_id, category)
            if flag is not None:
                tx.flags.close(flag.id, flag.version, "supplied", now)
                tx.audit.add(now, ACTOR, "close as supplied", f"flag/{flag.id}", post=row.post_id)

    def give_up(self, tx: Transaction, row: PostRow, failed: Sequence[str], now: datetime) -> None:
        """Park a version that could not be examined, and put a card that says so into the queue."""
        names = ", ".join(failed)
        tx.posts.park(row.id, now, failed)
        tx.counters.add("posts/not_scanned", day=now.date())
        tx.audit.add(now, ACTOR, "give up check", f"post/{row.post_id}", failed=names[:190], attempts=row.attempts)
        signal = Signal(
            source="check/not_scanned",
            category=NOT_SCANNED,
            label=NOT_SCANNED,
            clauses=(),
            score=1.0,
            reason=f"could not be examined by {names}; please read it yourself",
        )
        finding = Finding(NOT_SCANNED, NOT_SCANNED, (), 1.0, "P3", "live", (signal,))
        self._file_finding(tx, row, finding, row.post.language, (), now)

    def _file_finding(
        self,
        tx: Transaction,
        row: PostRow,
        finding: Finding,
        language: str,
        recent: Sequence[PostRow],
        now: datetime,
    ) -> Tally:
        open_flag = tx.flags.open_of(row.post_id, finding.category)
        if open_flag is None and was_decided(tx, row, finding):
            tx.counters.add(f"flags/quiet/{finding.category}", day=now.date())
            return Tally(quiet=1)
        facts = self.describe(finding, row.post, language, now)
        if open_flag is None and facts.case_id is None:
            facts = replace(facts, case_id=find_case(tx, row, finding, recent, now))
        filed = tx.flags.file(row, finding, facts, now)
        if filed.outcome == "known":
            return Tally()
        flag = filed.flag
        verb = "open flag" if filed.outcome == "opened" else "add to flag"
        facts_told = {"post": row.post_id, "category": flag.category, "severity": flag.severity}
        tx.audit.add(now, ACTOR, verb, f"flag/{flag.id}", **facts_told)
        if filed.outcome == "added":
            return Tally(added=1)
        for action in self.hold(flag):
            tx.actions.add(flag, action, now)
        return Tally(opened=1)


def was_decided(tx: Transaction, row: PostRow, finding: Finding) -> bool:
    """Return whether people decided this very finding about this very text (but for a small edit) already."""
    flag = tx.flags.last_decided(row.post_id, finding.category)
    judged = tx.posts.row(flag.post_row) if flag is not None else None
    if flag is None or judged is None:
        return False
    if flag.content_key == row.content_key and judged.post.title == row.post.title:
        return True
    return judged.forgotten_at is None and stays_quiet(finding, row.post, judged.post)
