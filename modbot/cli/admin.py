"""``modbot doctor``, ``status``, ``audit``, ``stop`` and ``resume``: looking after a running modbot."""

from __future__ import annotations

import getpass
import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from modbot.cli.parts import open_desk, open_settings

audit = typer.Typer(
    name="audit", help="The sealed record of who did what.", no_args_is_help=True, rich_markup_mode=None
)

AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]
_SIGNS = {"ok": ("✓", "green"), "note": ("·", ""), "warning": ("!", "yellow"), "failure": ("✗", "red")}


def doctor(context: typer.Context, as_json: AsJson = False) -> None:
    """Look the configured forum over, reading only: version, keys, clock, and every difference with its remedy.

    Example: modbot doctor
    """
    from modbot.app import build_habits, find_access
    from modbot.clock import SystemClock
    from modbot.forum.doctor import Doctor

    settings = open_settings(context)
    diagnosis = Doctor(find_access(settings), build_habits(settings), SystemClock()).examine()
    if as_json:
        print(json.dumps(asdict(diagnosis), ensure_ascii=False, indent=1))
    else:
        from rich.console import Console
        from rich.text import Text

        console = Console(highlight=False)
        console.print(Text(f"{diagnosis.url}  Discourse {diagnosis.version}, posts as in era {diagnosis.era}", "bold"))
        for finding in diagnosis.findings:
            sign, style = _SIGNS.get(finding.state, ("?", ""))
            console.print(Text(f"{sign} {finding.name}: {finding.found}", style))
            if finding.remedy:
                console.print(Text(f"    {finding.remedy}"))
    if diagnosis.state == "failure":
        raise typer.Exit(1)


def status(context: typer.Context, as_json: AsJson = False) -> None:
    """Say how modbot is: what waits, what is late, each duty's last turn, whether anything is stopped.

    Example: modbot status --json
    """
    from modbot.enforce.switches import read_state
    from modbot.review.queue import measure_standing
    from modbot.store.queue import QueueQuery

    settings = open_settings(context)
    desk = open_desk(context)
    now = desk.clock.now()
    with desk.store.reading() as tx:
        standing = measure_standing(desk, tx, QueueQuery(), now)
        unchecked, oldest = tx.posts.count_unchecked(now)
        pending, _ = tx.actions.count_pending(now)
        state = read_state(tx, settings.enforce.mode)
        beats = tx.heartbeats.all()
    answer = {
        "cards_waiting": standing.waiting,
        "cards_overdue": standing.overdue,
        "due_before": standing.until.isoformat(),
        "due_soon": dict(standing.breaches),
        "posts_unchecked": unchecked,
        "oldest_unchecked_seconds": int(oldest.total_seconds()),
        "actions_pending": pending,
        "mode": state.mode,
        "stopped_by": state.stopped_by,
        "breakers": [breaker.scope for breaker in state.breakers],
        "duties": [
            {"duty": b.duty, "worker": b.worker, "finished_at": _moment(b.finished_at), "error": b.last_error}
            for b in beats
        ],
    }
    if as_json:
        print(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    print(f"{standing.waiting} cards wait, {standing.overdue} are overdue")
    due = ", ".join(f"{n} {severity}" for severity, n in standing.breaches.items()) or "nothing more"
    print(f"{due} due before {standing.until:%H:%M}")
    print(f"{unchecked} posts wait for their check, {pending} actions to be carried out")
    print(f"mode: {state.mode}" + (f"; STOPPED by {state.stopped_by}" if state.stopped_by else ""))
    for breaker in state.breakers:
        print(f"breaker tripped for {breaker.scope}: {breaker.why}")
    for beat in beats:
        trouble = f"  {beat.last_error}" if beat.last_error else ""
        print(f"{beat.duty}: last turn {_moment(beat.finished_at) or 'unfinished'}{trouble}")


def stop(context: typer.Context) -> None:
    """Pull the kill switch: nothing is carried out on the forum until “modbot resume”.

    Example: modbot stop
    """
    from modbot.enforce import switches

    desk = open_desk(context)
    with desk.store.transaction() as tx:
        switches.stop(tx, getpass.getuser(), desk.clock.now())
    print("stopped: nothing will be carried out on the forum; go on with: modbot resume")


def resume(context: typer.Context) -> None:
    """Release the kill switch.

    Example: modbot resume
    """
    from modbot.enforce import switches

    desk = open_desk(context)
    with desk.store.transaction() as tx:
        switches.resume(tx, getpass.getuser(), desk.clock.now())
    print("actions go on as configured")


def forget_member(
    context: typer.Context,
    username: Annotated[str, typer.Argument(help="The member's name on the forum.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase everything a member wrote from modbot's store; decisions, counts and the audit stay whole.

    Example: modbot forget-member ann
    """
    from modbot.forget.retention import Forgetter, Retention

    if not yes:
        typer.confirm(f"Erase all text of {username} here? It cannot be brought back", abort=True)
    settings, desk = open_settings(context).forget, open_desk(context)
    forgetter = Forgetter(desk.store, desk.clock, Retention(settings.clean_post_days, settings.flagged_post_days))
    gone = forgetter.erase_member(username, getpass.getuser())
    print(f"erased {gone.versions} versions of posts; the forum itself is not touched")


@audit.command("verify")
def verify(context: typer.Context, as_json: AsJson = False) -> None:
    """Check the whole chain of audit entries; exit code 1 where somebody changed the past.

    Example: modbot audit verify
    """
    with open_desk(context).store.reading() as tx:
        found = tx.audit.verify()
    if as_json:
        print(json.dumps(asdict(found) | {"whole": found.whole}))
    else:
        print(
            f"{found.entries} entries: "
            + ("the chain is whole" if found.whole else f"BROKEN at entry {found.broken_at}")
        )
    if not found.whole:
        raise typer.Exit(1)


@audit.command("export")
def export(context: typer.Context) -> None:
    """Write all audit entries as JSON lines, oldest first. They hold ids, never text.

    Example: modbot audit export > audit.jsonl
    """
    desk = open_desk(context)
    with desk.store.reading() as tx:
        for entry in tx.audit.walk():
            print(json.dumps(asdict(entry) | {"at": entry.at.isoformat()}, ensure_ascii=False, default=str))
    with desk.store.transaction() as tx:
        tx.audit.add(desk.clock.now(), getpass.getuser(), "export", "audit")


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC") if at else None
