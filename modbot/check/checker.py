"""Unchecked versions → pipeline → signals and flags.

Every version is checked once in effect: claimed under a lease, examined outside any transaction, and filed in one.
Whoever lost the lease meanwhile files nothing. A version that failed or killed the process before is examined alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from modbot.check.filing import ACTOR, Filer, Tally
from modbot.check.surround import Neighbourhood, Reach
from modbot.check.watch import end_process_after
from modbot.clock import Clock
from modbot.pipeline import Examination, Examiner, Failure
from modbot.records import Post, Surroundings
from modbot.store.rows import PostRow
from modbot.store.store import Store, Transaction

_NOTHING = Examination(None, (), (), None, ())


@dataclass(frozen=True, slots=True)
class CheckLimits:
    """How much at once, how often, how long. A retry waits twice as long as the one before it."""

    batch: int = 25
    attempts: int = 3
    retry: timedelta = timedelta(seconds=30)
    budget: timedelta = timedelta(seconds=30)  # for a batch, and for a version examined alone; again per megabyte
    lease: timedelta = timedelta(seconds=120)
    reach: Reach = field(default_factory=Reach)


class Watch(Protocol):
    """Guards a block of work against taking longer than so many seconds."""

    def __call__(self, seconds: float) -> AbstractContextManager[None]:
        """Return the guard."""
        ...


@dataclass(frozen=True, slots=True)
class Checker:
    """Checks stored versions in the name of one worker. The bot's own posts (``own_name``) are never examined."""

    store: Store
    examiner: Examiner
    clock: Clock
    filer: Filer
    worker: str
    own_name: str = ""
    limits: CheckLimits = field(default_factory=CheckLimits)
    watch: Watch = end_process_after

    def check_all(self, rounds: int = 1000) -> Tally:
        """Check until nothing waits, or so many rounds."""
        total = Tally()
        for _ in range(rounds):
            tally = self.check_next()
            total += tally
            if tally == Tally():
                break
        return total

    def check_next(self) -> Tally:
        """Check a batch of versions never tried, and one that was tried before; an empty tally: nothing waits."""
        return self._check_fresh() + self._check_tried()

    def _check_fresh(self) -> Tally:
        now = self.clock.now()
        with self.store.transaction() as tx:
            rows = tx.posts.claim(self.worker, now, now + self.limits.lease, self.limits.batch, tried=False)
        return self._check(rows) if rows else Tally()

    def _check_tried(self) -> Tally:
        now = self.clock.now()
        with self.store.transaction() as tx:
            rows = tx.posts.claim(self.worker, now, now + self.limits.lease, 1, tried=True)
            for row in rows:
                if row.attempts > self.limits.attempts:  # it never came back from its last attempt
                    self.filer.give_up(tx, row, row.incomplete or ("the process",), now)
                    return Tally(not_scanned=1)
        return self._check(rows) if rows else Tally()

    def _check(self, rows: Sequence[PostRow]) -> Tally:
        with self.store.reading() as tx:
            around = Neighbourhood(tx, self.limits.reach)
            recent = {row.id: around.find_recent(row) for row in rows}
            surroundings = [around.surround(row, recent[row.id]) for row in rows]
        examinations = self._examine([row.post for row in rows], surroundings)

        def file_all(tx: Transaction) -> Tally:
            mine = tx.posts.still_claimed([row.id for row in rows], self.worker)
            total = Tally()
            for row, examination in zip(rows, examinations, strict=True):
                if row.id in mine:
                    total += self._file(tx, row, examination, recent[row.id])
            return total

        return self.store.run(file_all)

    def _examine(self, posts: Sequence[Post], surroundings: Sequence[Surroundings]) -> list[Examination]:
        """Return an examination per post; what breaks the pipeline itself is found out one by one."""
        pairs = list(zip(posts, surroundings, strict=True))
        megabytes = sum(len(post.raw) for post in posts) / 1_000_000
        with self.watch(self.limits.budget.total_seconds() * (1 + megabytes)):
            try:
                return self._examine_many(pairs)
            except Exception:
                return [self._examine_one(post, around) for post, around in pairs]

    def _examine_one(self, post: Post, around: Surroundings) -> Examination:
        try:
            return self._examine_many([(post, around)])[0]
        except Exception as error:
            return Examination(None, (), (), None, (Failure("pipeline", type(error).__name__),))

    def _examine_many(self, pairs: Sequence[tuple[Post, Surroundings]]) -> list[Examination]:
        found = iter(self.examiner.examine_many([pair for pair in pairs if not self._is_own(pair[0])]))
        return [_NOTHING if self._is_own(post) else next(found) for post, _ in pairs]

    def _is_own(self, post: Post) -> bool:
        return bool(self.own_name) and post.author.username.casefold() == self.own_name.casefold()

    def _file(self, tx: Transaction, row: PostRow, examination: Examination, recent: Sequence[PostRow]) -> Tally:
        now = self.clock.now()
        tally = self.filer.file(tx, row, examination, recent, now)
        failed = sorted({failure.detector for failure in examination.failures})
        if not failed:
            self.filer.finish(tx, row, examination, now)
            return tally
        facts = {"failed": ",".join(failed)[:190], "attempt": row.attempts}
        if row.attempts >= self.limits.attempts:
            self.filer.give_up(tx, row, failed, now)
            return tally + Tally(not_scanned=1)
        tx.posts.retry(row.id, now + self.limits.retry * 2 ** (row.attempts - 1), failed)
        tx.audit.add(now, ACTOR, "check incomplete", f"post/{row.post_id}", **facts)
        return tally + Tally(incomplete=1)
