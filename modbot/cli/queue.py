"""``modbot queue``: what waits, one card, decide, take back."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast, get_args

import typer

from modbot.cli.parts import open_desk
from modbot.errors import ModbotError, NotFound
from modbot.records import CATEGORIES, ActionKind, Severity, Verdict

if TYPE_CHECKING:
    from modbot.review.card import Card
    from modbot.review.desk import Desk, Reviewer
    from modbot.store.rows import FlagRow

app = typer.Typer(name="queue", help="The review queue.", no_args_is_help=True, rich_markup_mode=None)

Text = Annotated[
    Path | None, typer.Option(help="File with the text of the answer, warning or message; “-” reads it from the input.")
]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]
As = Annotated[str, typer.Option("--as", help="Who decides; your user name on this machine if left out.")]
VERDICTS: dict[str, Verdict] = {"violation": "violation", "ok": "no_violation", "escalate": "escalate"}


@app.command("list")
def list_queue(
    context: typer.Context,
    category: Annotated[list[str] | None, typer.Option(help="Only this category; may be repeated.")] = None,
    severity: Annotated[list[str] | None, typer.Option(help="Only P1, P2, P3 or P4; may be repeated.")] = None,
    hints: Annotated[bool, typer.Option(help="Show hints too.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=500, help="Cards at most.")] = 25,
    as_json: AsJson = False,
) -> None:
    """List what waits, most urgent first.

    Example: modbot queue list --severity P2
    """
    from modbot.review.card import summarize
    from modbot.review.queue import count_waiting
    from modbot.store.queue import QueueQuery

    _refuse_unknown(category or (), CATEGORIES, "category")
    _refuse_unknown(severity or (), ("P1", "P2", "P3", "P4"), "severity")
    desk = open_desk(context)
    query = QueueQuery(
        statuses=("live", "hint") if hints else ("live",),
        severities=cast("tuple[Severity, ...]", tuple(severity or ())),
        categories=tuple(category or ()),
        order="urgent",
        limit=limit,
    )
    with desk.store.reading() as tx:
        cards = tx.flags.page(query)
        posts = tx.posts.rows([card.post_row for card in cards])
        lines = [(card, summarize(posts[card.post_row], tx.signals.of_flag(card.id))) for card in cards]
        waiting = count_waiting(tx, query)
    if as_json:
        _write([_describe(card) | {"excerpt": line} for card, line in lines])
    else:
        _show_table(lines, desk.clock.now())
        if waiting > len(lines):
            print(f"{len(lines)} of {waiting} cards, the most urgent; --limit N shows more")


@app.command("show")
def show(context: typer.Context, flag: int, as_json: AsJson = False) -> None:
    """Show one card: the post with its evidence, why, the clause, who may have written it before.

    Example: modbot queue show 12
    """
    from modbot.review.card import Look, build_card

    desk = open_desk(context)
    with desk.store.reading() as tx:
        card = build_card(desk, tx, flag, _reviewer(""), Look())
    if as_json:
        _write(_describe_card(card))
    else:
        _show_card(card)


@app.command("decide")
def decide(
    context: typer.Context,
    flag: int,
    verdict: Annotated[str, typer.Argument(help="violation, ok or escalate.")],
    action: Annotated[list[str] | None, typer.Option(help="What follows; as the policy offers if left out.")] = None,
    reason: Annotated[str, typer.Option(help="Why, in a few words.")] = "",
    text: Text = None,
    section: Annotated[int | None, typer.Option(help="Where to move the post, by number.")] = None,
    name: As = "",
    as_json: AsJson = False,
) -> None:
    """Decide a card with all flags of its case; two people at once: the second is told.

    Example: modbot queue decide 12 violation --reason advert
    """
    from modbot.review.card import Look, build_card, read_seen
    from modbot.review.compose import Wording, word_actions
    from modbot.review.decide import Choice
    from modbot.review.decide import decide as record

    _refuse_unknown([verdict], tuple(VERDICTS), "verdict")
    _refuse_unknown(action or (), get_args(ActionKind), "action")
    desk, reviewer = open_desk(context), _reviewer(name)
    with desk.store.reading() as tx:
        card = build_card(desk, tx, flag, reviewer, Look())
    actions = cast("tuple[ActionKind, ...] | None", tuple(action) if action is not None else None)
    wording = Wording(_read_texts(desk, card, actions or (), text), section)
    letters = word_actions(desk, card, wording)
    choice = Choice(VERDICTS[verdict], None, actions, reason, letters=letters, about=card.lead.post_id)
    done = record(desk, read_seen(card.seen), choice, reviewer)
    answer = {
        "decisions": [row.id for row in done.decisions],
        "actions": [{"id": row.id, "kind": row.kind, "target": row.target} for row in done.actions],
        "waiting_for_second": [{"id": row.id, "kind": row.kind} for row in done.proposals],
    }
    if as_json:
        _write(answer)
        return
    for row in done.decisions:
        _say(f"flag {row.flag_id}: {row.verdict.replace('_', ' ')} (decision {row.id})")
    for planned in done.actions:
        _say(f"  {planned.kind.replace('_', ' ')} {planned.target}")
    for proposal in done.proposals:
        _say(f"  {proposal.kind} waits for a second reviewer")
    _say(f"take back with: modbot queue undo {done.decisions[0].id}")


@app.command("draft")
def draft(context: typer.Context, flag: int, as_json: AsJson = False) -> None:
    """Show the drafts for a card: answer, warning, what an edit would take out. Nothing is sent.

    Example: modbot queue draft 12
    """
    from modbot.review.card import Look, build_card
    from modbot.review.compose import compose

    desk = open_desk(context)
    with desk.store.reading() as tx:
        card = build_card(desk, tx, flag, _reviewer(""), Look())
    found = compose(desk, card, (), "en")
    if as_json:
        _write(asdict(found))
        return
    _say(f"--- answer ({found.language})\n{found.answer}")
    _say(f"--- warning ({found.warning.language}): {found.warning.title}\n{found.warning.text}")
    for passage in found.passages:
        _say(f"--- edit: …{passage.before}{passage.shown}{passage.after}…\n        → {passage.put}")
    for number, place in found.sections:
        _say(f"--- section {number}: {place}")


@app.command("undo")
def undo(
    context: typer.Context,
    decision: int,
    reason: Annotated[str, typer.Option(help="Why, in a few words.")] = "",
    name: As = "",
) -> None:
    """Take a decision back with all that followed from it.

    Example: modbot queue undo 7
    """
    from modbot.review.undo import find_batch
    from modbot.review.undo import undo as take_back

    desk = open_desk(context)
    with desk.store.reading() as tx:
        batch = [row.id for row in find_batch(tx, decision)]
    take_back(desk, batch, _reviewer(name), reason)
    _say(f"taken back: {', '.join(f'decision {number}' for number in batch)}")


@app.command("examine")
def examine(
    context: typer.Context,
    flag: Annotated[int | None, typer.Argument(help="One card; all that could not be examined if left out.")] = None,
    name: As = "",
) -> None:
    """Have posts examined again that could not be; their cards close by themselves when that works.

    Example: modbot queue examine
    """
    from modbot.records import NOT_SCANNED
    from modbot.review.queue import examine_again

    desk = open_desk(context)
    with desk.store.reading() as tx:
        cards = [tx.flags.open_of(row.post_id, NOT_SCANNED) for row in tx.posts.parked()]
    numbers = sorted({card.id for card in cards if card is not None}) if flag is None else [flag]
    for number in numbers:
        examine_again(desk, number, _reviewer(name))
    _say(f"{len(numbers)} to be examined again at the next round" if numbers else "every post could be examined")


def _read_texts(
    desk: Desk, card: Card, kinds: Sequence[ActionKind], given: Path | None
) -> dict[ActionKind, tuple[str, str]]:
    """Return the words of the one action that needs some; raises ModbotError where two do or the file is unreadable."""
    from modbot.enforce.demands import WORDS
    from modbot.review.compose import compose

    wordy = [kind for kind in kinds if kind in WORDS]
    if given is None:
        return {}
    if len(wordy) != 1:
        raise ModbotError("--text goes with exactly one of the actions reply, warn and tell_staff")
    found = compose(desk, card, (), "en")
    titles = {"warn": found.warning.title, "tell_staff": found.staff.title}
    try:
        text = sys.stdin.read() if str(given) == "-" else given.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ModbotError(f"{given} cannot be read") from error
    return {wordy[0]: (titles.get(wordy[0], ""), text)}


def _reviewer(name: str) -> Reviewer:
    from modbot.review.desk import Reviewer

    return Reviewer(name or getpass.getuser(), ("reviewer", "lead"), via="cli")


def _refuse_unknown(values: Iterable[str], known: tuple[str, ...], what: str) -> None:
    for value in values:
        if value not in known:
            raise NotFound(f"no {what} “{value}”; choose from {', '.join(known)}")


def _describe(flag: FlagRow) -> dict[str, Any]:
    return {
        "flag": flag.id,
        "severity": flag.severity,
        "category": flag.category,
        "label": flag.label,
        "clauses": list(flag.clauses),
        "score": round(flag.score, 3),
        "status": flag.status,
        "state": flag.state,
        "post": flag.post_id,
        "author": flag.author_name,
        "language": flag.language,
        "section": flag.section,
        "opened_at": flag.opened_at.isoformat(),
        "due_at": flag.due_at.isoformat() if flag.due_at else None,
        "claimed_by": flag.claimed_by,
    }


def _describe_card(card: Card) -> dict[str, Any]:
    return _describe(card.lead) | {
        "findings": [
            _describe(found.flag)
            | {
                "why": [
                    {"source": s.signal.source, "score": s.signal.score, "reason": s.signal.reason}
                    for s in found.signals
                ]
            }
            for found in card.findings
        ],
        "clause_texts": [{"id": c.id, "language": c.reader_language, "text": c.reader_text} for c in card.clauses],
        "text": _shown_text(card),
        "offered": list(card.offered),
    }


def _shown_text(card: Card) -> str:
    return "".join(piece.text for block in card.shown.blocks for piece in block.pieces)


def _show_table(lines: list[tuple[FlagRow, str]], now: datetime) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    if not lines:
        console.print("Nothing waits.")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("flag", "", "due", "category", "clause", "author", "post"):
        table.add_column(title, no_wrap=title != "post", overflow="ellipsis")
    for flag, line in lines:
        due = _until(flag.due_at, now)
        style = "red" if flag.severity == "P1" or due.startswith("late") else ""
        table.add_row(
            str(flag.id),
            Text(flag.severity, style),
            Text(due, style),
            flag.label,
            ", ".join(flag.clauses),
            Text(flag.author_name),
            Text(line),
        )
    console.print(table)


def _until(due: datetime | None, now: datetime) -> str:
    """Return how long is left in the largest whole unit, or how late it is."""
    if due is None:
        return "paused"
    seconds = int((due - now).total_seconds())
    amount = abs(seconds)
    text = (
        f"{amount // 86400} d"
        if amount >= 86400
        else f"{amount // 3600} h"
        if amount >= 3600
        else f"{amount // 60} min"
    )
    return text if seconds >= 0 else f"late {text}"


def _show_card(card: Card) -> None:
    from rich.console import Console
    from rich.panel import Panel
    from rich.text import Text

    console = Console(highlight=False)
    text = Text()
    for block in card.shown.blocks:
        style = "" if block.attribution == "own" else "dim"
        for piece in block.pieces:
            text.append(piece.text, "bold yellow" if piece.marks else style)
    title = f"flag {card.lead.id} · {card.lead.severity} · {card.author.name} · {card.language}"
    console.print(Panel(text, title=Text(title), title_align="left"))
    for found in card.findings:
        console.print(Text(f"{found.flag.label}  {found.flag.score:.2f}  {', '.join(found.flag.clauses)}", "bold"))
        for row in found.signals:
            console.print(Text(f"  {row.signal.source}  {row.signal.score:.2f}  {row.signal.reason}"))
    for clause in card.clauses:
        console.print(Text(f"{clause.id} ({clause.reader_language}): {clause.reader_text}", "dim"))
    if card.tricks:
        console.print(f"tricks undone: {', '.join(card.tricks)}")
    console.print(f"decide: modbot queue decide {card.lead.id} violation | ok | escalate")


def _write(answer: object) -> None:
    _say(json.dumps(answer, ensure_ascii=False, indent=1))


def _say(line: str) -> None:
    try:
        print(line)
    except UnicodeEncodeError as error:
        raise ModbotError("this terminal cannot show the text; set PYTHONIOENCODING=utf-8") from error
