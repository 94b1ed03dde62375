"""What a new flag needs beside its finding: due times, the wording it is held against, the organisation."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from modbot.records import Author, Finding, Post
from modbot.review.calendar import cap_severity, due_times
from modbot.review.desk import Desk
from modbot.store.flags import FlagFacts

NO_RANK = 100


@dataclass(frozen=True, slots=True)
class Partners:
    """How groups of the forum name partner organisations ("partner-acme") and levels, highest level first."""

    organisation_prefix: str = "partner-"
    levels: tuple[str, ...] = ("level-titanium", "level-platinum", "level-gold", "level-silver", "level-bronze")

    def organisation(self, author: Author) -> str:
        """Return the author's organisation by group, "" without one (FT-2e: never by what a post claims)."""
        for group in author.groups:
            if group.startswith(self.organisation_prefix):
                return group.removeprefix(self.organisation_prefix)
        return ""

    def rank(self, author: Author) -> int:
        """Return the place of the author's level; it orders cards of one severity and nothing else (SP-7.4)."""
        return min((self.levels.index(group) for group in author.groups if group in self.levels), default=NO_RANK)


@dataclass(frozen=True, slots=True)
class FlagDescriber:
    """Describes new flags for the desk's clock and terms."""

    desk: Desk
    partners: Partners

    def __call__(self, finding: Finding, post: Post, language: str, now: datetime) -> FlagFacts:
        """Return the facts of a flag opened now."""
        severity = cap_severity(finding.severity, post.section, self.desk.manners.lab_sections)
        due = due_times(self.desk.calendar, severity, now)
        return FlagFacts(
            language=language,
            due_tto_at=due.open_at,
            due_at=due.resolve_at,
            terms_version=self.desk.clauses.version,
            terms_hash=self._hash_clauses(finding.clauses),
            partner=self.partners.organisation(post.author),
            partner_rank=self.partners.rank(post.author),
        )

    def _hash_clauses(self, clauses: Sequence[str]) -> str:
        """Return one hash for the wordings a flag cites; a single clause keeps its own."""
        hashes = [self.desk.clauses[clause].hash for clause in clauses if clause in self.desk.clauses]
        return hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest()[:16]
