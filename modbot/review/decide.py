"""The only way a decision is made, from the web, the command line or the forum.

A decision names every flag it judges with the version the person saw. All of it happens in one transaction with its
audit entries: of two people at once the second is told who was first, and nothing of either is half done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from modbot.enforce.cutting import write_cuts
from modbot.enforce.demands import WORDS, require_complete
from modbot.errors import ConflictError, NotFound
from modbot.records import ActionKind, Severity, Verdict
from modbot.review.calendar import cap_severity, due_times
from modbot.review.desk import CONSEQUENCES, Desk, Reviewer
from modbot.review.evidence import MASKED_CATEGORIES
from modbot.review.passages import find_cuts
from modbot.review.roles import require
from modbot.store.actions import NewAction
from modbot.store.proposals import ProposalRow
from modbot.store.rows import ActionRow, DecisionRow, FlagRow
from modbot.store.store import Transaction

ONE_HIGHER: dict[Severity, Severity] = {"P1": "P1", "P2": "P1", "P3": "P2", "P4": "P3"}
_ONCE_PER_CASE: frozenset[ActionKind] = CONSEQUENCES | {"tell_staff"}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person decided. ``clauses`` and ``actions`` left None: what the finding and the policy offer.

    ``details`` go with every action, ``letters`` with one kind each: words, a section, what to take out. ``about`` is
    the post that words answer, where a case has several; the first one if left out.
    """

    verdict: Verdict
    clauses: tuple[str, ...] | None = None
    actions: tuple[ActionKind, ...] | None = None
    reason: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    letters: Mapping[ActionKind, Mapping[str, str]] = field(default_factory=dict)
    about: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of a choice: one decision per flag, actions to carry out, consequences waiting for a second look."""

    decisions: tuple[DecisionRow, ...]
    actions: tuple[ActionRow, ...]
    proposals: tuple[ProposalRow, ...]


def decide(desk: Desk, seen: Mapping[int, int], choice: Choice, reviewer: Reviewer) -> Decided:
    """Record a choice about the flags in ``seen`` (id → version) and plan what follows from it.

    Raises NotAllowed, NotFound (flag or clause), ConflictError (somebody changed, claimed or decided one of them
    first), IncompleteAction (words, a section or evidence are missing) and ValueError (no flag at all). Nothing is kept
    when anything is raised.
    """
    require(reviewer.roles, "review")
    if not seen:
        raise ValueError("a decision needs a flag")
    for clause in choice.clauses or ():
        if clause not in desk.clauses:
            raise NotFound("the terms have no clause “%(clause)s”", clause=clause)
    now = desk.clock.now()
    with desk.store.transaction() as tx:
        return _decide_all(desk, tx, sorted(seen.items()), choice, reviewer, now)


def offer_actions(desk: Desk, flag: FlagRow) -> tuple[ActionKind, ...]:
    """Return what a plain "violation" does to the post: the policy's first action where it needs no words of ours."""
    policy = desk.policy.categories.get(flag.category)
    first = next(iter(policy.actions), None) if policy else None
    needs_words = {"reply", "warn", "move", "edit"}
    if policy is None or policy.human_only or flag.status == "hint" or first is None:
        return ()
    if first in needs_words:
        return next(((kind,) for kind in policy.actions if kind not in needs_words), ())
    return (first,)


def _decide_all(
    desk: Desk, tx: Transaction, seen: Sequence[tuple[int, int]], choice: Choice, reviewer: Reviewer, now: datetime
) -> Decided:
    decisions: list[DecisionRow] = []
    actions: dict[int, ActionRow] = {}
    proposals: dict[int, ProposalRow] = {}
    for flag_id, version in seen:
        before = _take(tx, flag_id, version, reviewer, now)
        decision = _record(desk, tx, before, choice, reviewer, now)
        decisions.append(decision)
        if choice.verdict == "violation":
            kinds = choice.actions if choice.actions is not None else offer_actions(desk, before)
            about = choice.about or tx.flags.get(seen[0][0]).post_id
            for kind in kinds:
                if kind == "reply" and before.post_id != about:
                    continue  # one answer, not one per post of a wave
                details = _detail(desk, tx, before, kind, choice)
                planned = _plan(before, decision, kind, details, decisions[0].id)
                if kind in WORDS:
                    planned = replace(planned, wait=desk.manners.second_thoughts)
                if kind in CONSEQUENCES:
                    proposal = tx.proposals.add(before, planned, reviewer.name, now)
                    proposals[proposal.id] = proposal
                else:
                    row = tx.actions.add(before, planned, now)
                    actions[row.id] = row
        elif choice.verdict == "no_violation":
            actions |= {row.id: row for row in _give_back(tx, before, decision, now)}
    return Decided(tuple(decisions), tuple(actions.values()), tuple(proposals.values()))


def _take(tx: Transaction, flag_id: int, version: int, reviewer: Reviewer, now: datetime) -> FlagRow:
    before = tx.flags.get(flag_id)
    if before.version != version or before.state != "open":
        raise _tell_who_was_first(tx, before)
    if before.claimed_by not in (None, reviewer.name) and before.claimed_until and before.claimed_until > now:
        raise ConflictError("%(name)s is on this case", name=before.claimed_by)
    tx.flags.claim(flag_id, reviewer.name, now, now)
    return before


def _tell_who_was_first(tx: Transaction, flag: FlagRow) -> ConflictError:
    latest = tx.decisions.latest(flag.id)
    if latest is not None and flag.state == "decided":
        verdict = latest.verdict.replace("_", " ")
        return ConflictError("%(name)s decided this case first: %(verdict)s", name=latest.moderator, verdict=verdict)
    return ConflictError("this case changed since you opened it; look at it again")


def _record(
    desk: Desk, tx: Transaction, before: FlagRow, choice: Choice, reviewer: Reviewer, now: datetime
) -> DecisionRow:
    clauses = choice.clauses if choice.clauses is not None else before.clauses
    decision = tx.decisions.add(
        before, choice.verdict, now, reviewer.name, via=reviewer.via, clauses=clauses, reason=choice.reason
    )
    detail: dict[str, object] = {
        "decision": decision.id,
        "verdict": choice.verdict,
        "from": before.state,
        "version": before.version,
    }
    if choice.verdict == "escalate":
        severity = cap_severity(ONE_HIGHER[before.severity], before.section, desk.manners.lab_sections)
        due = due_times(desk.calendar, severity, now).resolve_at
        sooner = min((moment for moment in (due, before.due_at) if moment is not None), default=None)
        tx.flags.escalate(before.id, before.version, severity, now, sooner)
        detail |= {"severity_before": before.severity, "severity": severity}
    else:
        tx.flags.decide(before.id, before.version, choice.verdict, now)
        detail |= {"clauses": ",".join(clauses)[:190], "via": reviewer.via}
    tx.audit.add(now, reviewer.name, "decide", f"flag/{before.id}", **detail)
    return decision


def _plan(flag: FlagRow, decision: DecisionRow, kind: ActionKind, details: Mapping[str, str], batch: int) -> NewAction:
    target = f"author/{flag.author_name}" if kind in CONSEQUENCES else f"post/{flag.post_id}"
    case_wide = kind in _ONCE_PER_CASE
    return NewAction(
        key=f"{kind}/{target if not case_wide or kind != 'tell_staff' else flag.case_id}/{batch}",
        kind=kind,
        target=target,
        reason=", ".join(decision.clauses),
        details=details,
        decision_id=decision.id,
    )


def _detail(desk: Desk, tx: Transaction, flag: FlagRow, kind: ActionKind, choice: Choice) -> dict[str, str]:
    """Return an action's details; raises IncompleteAction when it lacks something, NotFound for an unknown section."""
    details = {**choice.details, **choice.letters.get(kind, {}), "post_id": flag.post_id}
    if kind == "edit":
        details |= _detail_edit(desk, tx, flag, details)
    if kind == "move":
        ids = {name: str(number) for number, name in desk.manners.sections.items()}
        wanted = details.get("section_id", "")
        if wanted and ids and wanted not in ids.values():
            raise NotFound("there is no section %(number)s to move to", number=wanted)
        details |= {"from_section_id": ids[flag.section]} if flag.section in ids else {}
    require_complete(kind, details)
    return details


def _detail_edit(desk: Desk, tx: Transaction, flag: FlagRow, chosen: Mapping[str, str]) -> dict[str, str]:
    """Return what to take out of a flag's post: as chosen for that very version, else all evidence of its case."""
    details = {"edit_reason": desk.letters.explain_edit(flag.language), "seen_sha256": flag.content_key}
    if flag.category in MASKED_CATEGORIES:
        details["hide_revision"] = "true"  # an edit alone leaves exposed data in the post's history
    if chosen.get("seen_sha256") == flag.content_key and "cuts" in chosen:
        return details
    here = [other.id for other in tx.flags.of_cases([flag.case_id]) if other.post_id == flag.post_id]
    signals = [row for row in tx.signals.of_flags(here) if row.post_row == flag.post_row]
    return {**details, "cuts": write_cuts(find_cuts(desk.policy, desk.letters, signals, flag.language))}


def _give_back(tx: Transaction, flag: FlagRow, decision: DecisionRow, now: datetime) -> list[ActionRow]:
    """Undo holding actions: what was hidden until reviewed comes back when it was no violation."""
    tx.actions.cancel(flag.id, now)
    return [
        tx.actions.add(
            flag,
            NewAction(
                key=f"restore/{held.target}/{decision.id}",
                kind="restore",
                target=held.target,
                decision_id=decision.id,
                undoes_id=held.id,
            ),
            now,
        )
        for held in tx.actions.of_flag(flag.id)
        if held.decision_id is None and held.kind == "hide" and held.state in ("done", "rehearsed")
    ]
