"""Brings home what happens on the forum's own review screen: members' reports become flags, staff verdicts decisions.

A report is a signal like any other, and only a person's verdict counts: what the forum put away by itself after some
weeks, or staff merely ignored, decides nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from modbot.errors import ConflictError, ForumBusy, ForumError
from modbot.forum.interface import ForumReader, ForumReview
from modbot.receive.inbox import receive
from modbot.records import Finding, Post, Signal, Verdict
from modbot.review.calendar import cap_severity, due_times
from modbot.review.decide import Choice, decide
from modbot.review.desk import Desk, Reviewer
from modbot.store.flags import FlagFacts
from modbot.store.rows import FlagRow, PostRow
from modbot.store.store import Transaction

CURSOR = "reviews"
SCORE = 0.6
CATEGORIES: Mapping[str, str] = {
    "spam": "spam",
    "inappropriate": "abuse",
    "illegal": "unlawful",
    "off_topic": "wrong_category",
    "notify_moderators": "abuse",
}
DescribeFlag = Callable[[Finding, Post, str, datetime], FlagFacts]
VERDICTS: Mapping[str, Verdict] = {"agreed": "violation", "disagreed": "no_violation"}


@dataclass(frozen=True, slots=True)
class Harvest:
    """What a round brought: reports filed as flags, verdicts taken over, verdicts that met somebody's open claim."""

    reports: int = 0
    verdicts: int = 0
    conflicts: int = 0
    come_back_in: float | None = None


class ForumReviews:
    """The duty "reviews". Every row of the forum's queue is taken once per outcome, however often it is shown.

    ``describe`` gives a new flag its due times, terms and partner; without it the desk's calendar and terms do.
    """

    def __init__(
        self,
        reader: ForumReader,
        desk: Desk,
        describe: DescribeFlag | None = None,
        categories: Mapping[str, str] = CATEGORIES,
    ) -> None:
        self._reader = reader
        self._desk = desk
        self._describe_flag = describe or self._describe_by_desk
        self._categories = categories

    def fetch(self) -> Harvest:
        """Take over new reports and verdicts; a busy forum ends the round, raises ForumError for other trouble.

        The cursor moves on only after all rows of the page were taken: a crash in between repeats rows, not effects.
        """
        with self._desk.store.reading() as tx:
            cursor = tx.cursors.read(CURSOR)
        reports = verdicts = conflicts = 0
        try:
            page = self._reader.reviews_after(cursor)
            for row in page.items:
                if self._is_taken(row):
                    continue
                if row.outcome == "pending":
                    reports += self._file_report(row)
                elif row.outcome in VERDICTS:
                    taken, refused = self._take_verdict(row)
                    verdicts, conflicts = verdicts + taken, conflicts + refused
                self._note_taken(row)
        except ForumBusy as busy:
            return Harvest(reports, verdicts, conflicts, busy.wait_seconds)
        with self._desk.store.transaction() as tx:
            tx.cursors.write(CURSOR, page.next_cursor, self._desk.clock.now())
        return Harvest(reports, verdicts, conflicts)

    def _is_taken(self, row: ForumReview) -> bool:
        with self._desk.store.reading() as tx:
            return tx.cursors.read(_name_row(row)) == row.outcome

    def _note_taken(self, row: ForumReview) -> None:
        with self._desk.store.transaction() as tx:
            tx.cursors.write(_name_row(row), row.outcome, self._desk.clock.now())

    def _file_report(self, row: ForumReview) -> int:
        category = self._categories.get(row.kind)
        if row.is_own or category is None:
            return 0
        with self._desk.store.reading() as tx:
            known = tx.posts.latest(row.post_id)
        post = None if known is not None else self._read_post(row.post_id)
        now = self._desk.clock.now()
        with self._desk.store.transaction() as tx:
            if post is not None:
                receive(tx, post, now)
            stored = tx.posts.latest(row.post_id)
            if stored is None:
                return 0
            judged = tx.flags.last_decided(row.post_id, category)
            if judged is not None and row.at is not None and judged.decided_at and judged.decided_at >= row.at:
                return 0  # somebody has looked at this post since it was reported
            finding = self._describe(stored, row, category)
            facts = self._describe_flag(finding, stored.post, stored.post.language, now)
            filed = tx.flags.file(stored, finding, facts, now)
            tx.audit.add(now, "forum", "report", f"flag/{filed.flag.id}", score=row.score_id, kind=row.kind)
        return 1

    def _describe_by_desk(self, finding: Finding, _post: Post, language: str, now: datetime) -> FlagFacts:
        due = due_times(self._desk.calendar, finding.severity, now)
        return FlagFacts(language, due.open_at, due.resolve_at, terms_version=self._desk.clauses.version)

    def _read_post(self, post_id: str) -> Post | None:
        try:
            return self._reader.read_post(post_id)
        except ForumBusy:
            raise
        except ForumError as error:
            if not error.permanent:
                raise
            return None

    def _describe(self, stored: PostRow, row: ForumReview, category: str) -> Finding:
        policy = self._desk.policy.categories[category]
        severity = cap_severity(policy.severity, stored.post.section, self._desk.manners.lab_sections)
        signal = Signal(
            source=name_source(row.kind),
            category=category,
            label=category,
            clauses=policy.clauses,
            score=SCORE,
            reason=f"reported by a member of the forum (report {row.score_id})",
            status="hint" if policy.hint else "live",
            severity=severity,
        )
        return Finding(category, category, policy.clauses, SCORE, severity, signal.status, (signal,))

    def _take_verdict(self, row: ForumReview) -> tuple[int, int]:
        """Return (1, 0) when a verdict became a decision, (0, 1) when it met a claim or another decision."""
        with self._desk.store.reading() as tx:
            flags = self._find_flags(tx, row)
        is_echo = row.is_own and row.decided_by == row.reported_by  # a decision made here, carried out there
        if not flags or not row.decided_by or is_echo:
            return 0, 0
        choice = Choice(VERDICTS[row.outcome], actions=(), reason=f"decided on the forum, review item {row.review_id}")
        reviewer = Reviewer(row.decided_by, ("reviewer",), via="forum")
        try:
            decide(self._desk, {flag.id: flag.version for flag in flags}, choice, reviewer)
        except ConflictError:
            now = self._desk.clock.now()
            with self._desk.store.transaction() as tx:
                subject = f"flag/{flags[0].id}"
                tx.audit.add(now, row.decided_by, "forum_verdict_not_taken", subject, outcome=row.outcome)
            return 0, 1
        return 1, 0

    def _find_flags(self, tx: Transaction, row: ForumReview) -> list[FlagRow]:
        """Return the open flags a verdict speaks of: those modbot sent to that screen, or those the report made."""
        flags = [flag for flag in tx.flags.of_post(row.post_id) if flag.state == "open"]
        if row.is_own:
            sent = {"send_to_review", "hide"}
            return [f for f in flags if any(a.kind in sent and a.state == "done" for a in tx.actions.of_flag(f.id))]
        source = name_source(row.kind)
        return [f for f in flags if any(s.signal.source == source for s in tx.signals.of_flag(f.id))]


def name_source(kind: str) -> str:
    """Return the signal source of a member's report of that kind."""
    return f"forum/report/{kind}"


def _name_row(row: ForumReview) -> str:
    return f"review/{row.score_id}"
