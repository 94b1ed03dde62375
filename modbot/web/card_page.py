"""What is done with a case: decide, take back, take up, give back, uncover, note."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse

from modbot.enforce.demands import WORDS, find_lacking
from modbot.errors import ConflictError, IncompleteAction
from modbot.review.card import build_card, read_seen
from modbot.review.decide import Decided, decide
from modbot.review.desk import CONSEQUENCES
from modbot.review.evidence import Hiding
from modbot.review.queue import claim, examine_again, is_hard, pause, release, resume
from modbot.review.undo import undo
from modbot.store.store import Transaction
from modbot.web import wording
from modbot.web.decision_form import DecisionForm, read_choice
from modbot.web.show_deeds import tell_action
from modbot.web.show_desk import Toast, choose_next, describe_card, show_desk
from modbot.web.visit import Doing, FlagId, Looking, Visit

router = APIRouter(include_in_schema=False)
NOT_DECIDED = wording.N_("Not decided:")


@router.post("/cards/{flag_id}/decide", response_class=HTMLResponse)
def decide_card(flag_id: FlagId, visit: Doing, form: Annotated[DecisionForm, Form()]) -> Response:
    """Decide a case as it was seen, then put the next one on the table."""
    desk = visit.parts.desk
    try:
        done = decide(desk, read_seen(form.seen), read_choice(visit, flag_id, form), visit.seat.reviewer())
    except ConflictError as error:
        return show_desk(visit, flag_id, Toast(f"{visit.say(NOT_DECIDED)} {visit.tell(error)}"), 409)
    with desk.store.reading() as tx:
        hard = _count_hard(visit, tx, flag_id)
        following = choose_next(visit, tx, rest_from_hard=hard >= desk.manners.hard_in_a_row)
    if hard != visit.seat.facts.get("hard", 0):
        visit.parts.accounts.remember(visit.seat, hard=hard)
    return show_desk(visit, following, _toast(visit, done, hard))


@router.post("/cards/{flag_id}/preview", response_class=HTMLResponse)
def preview_card(flag_id: FlagId, visit: Doing, form: Annotated[DecisionForm, Form()]) -> Response:
    """Show what a choice in detail would do, every text as it would be sent, with personal data masked."""
    desk = visit.parts.desk
    choice = read_choice(visit, flag_id, form)
    steps = [tell_action(visit, kind, choice.letters.get(kind, {})) for kind in choice.actions or ()]
    lacking = [step.kind for step in steps if find_lacking(step.kind, choice.letters.get(step.kind, {}))]
    if lacking:
        raise IncompleteAction(find_lacking(lacking[0], choice.letters.get(lacking[0], {})))
    exposes = any(step.exposes for step in steps)
    return visit.render(
        "preview.html", steps=steps, exposes=exposes, rehearsal=desk.manners.rehearsal, consequences=CONSEQUENCES
    )


@router.post("/cards/{flag_id}/pause", response_class=HTMLResponse)
def pause_card(flag_id: FlagId, visit: Doing, version: Annotated[int, Form(ge=0, le=2**53)]) -> Response:
    """Stop a case's clock while its author is asked, or let it run again."""
    desk = visit.parts.desk
    with desk.store.reading() as tx:
        turn = resume if tx.flags.get(flag_id).paused_at else pause
    try:
        turn(desk, flag_id, version, visit.seat.reviewer())
    except ConflictError as error:
        return show_desk(visit, flag_id, Toast(visit.tell(error)), 409)
    runs, stands = visit.say("The clock runs again."), visit.say("The clock stands still until the author answers.")
    return show_desk(visit, flag_id, Toast(runs if turn is resume else stands))


@router.post("/cards/{flag_id}/examine", response_class=HTMLResponse)
def examine_card(flag_id: FlagId, visit: Doing) -> Response:
    """Have a post examined again that could not be."""
    try:
        examine_again(visit.parts.desk, flag_id, visit.seat.reviewer())
    except ConflictError as error:
        return show_desk(visit, flag_id, Toast(visit.tell(error)), 409)
    return show_desk(
        visit, flag_id, Toast(visit.say("It is examined again; if that works, this card closes by itself."))
    )


@router.post("/decisions/undo", response_class=HTMLResponse)
def undo_decisions(visit: Doing, decisions: Annotated[str, Form(max_length=20_000)]) -> Response:
    """Take back what was just decided, and show the case again."""
    desk = visit.parts.desk
    try:
        undone = undo(desk, [int(part) for part in decisions.split(",") if part], visit.seat.reviewer())
    except ConflictError as error:
        with desk.store.reading() as tx:
            following = choose_next(visit, tx)
        return show_desk(visit, following, Toast(visit.tell(error)), 409)
    text = visit.say("Taken back. The case is open again.")
    if undone.remains:
        kinds = ", ".join(visit.say(wording.ACTIONS[action.kind]) for action in undone.remains)
        text += " " + visit.say("What cannot be undone: %(actions)s.", actions=kinds)
    return show_desk(visit, undone.flags[-1].id if undone.flags else None, Toast(text))


@router.post("/cards/{flag_id}/claim", response_class=HTMLResponse)
def claim_card(flag_id: FlagId, visit: Doing) -> Response:
    """Take a case."""
    try:
        claim(visit.parts.desk, flag_id, visit.seat.reviewer())
    except ConflictError as error:
        return show_desk(visit, flag_id, Toast(visit.tell(error)), 409)
    return show_desk(visit, flag_id)


@router.post("/cards/{flag_id}/release", response_class=HTMLResponse)
def release_card(flag_id: FlagId, visit: Doing) -> Response:
    """Give a case back."""
    release(visit.parts.desk, flag_id, visit.seat.reviewer())
    return show_desk(visit, flag_id)


@router.post("/cards/{flag_id}/hold", status_code=204)
def hold_card(flag_id: FlagId, visit: Doing) -> Response:
    """Take a case quietly because somebody looks at it, giving back the one held this way before."""
    desk, held = visit.parts.desk, visit.seat.facts.get("held")
    if held is not None and held != flag_id:
        release(desk, int(held), visit.seat.reviewer())
    try:
        claim(desk, flag_id, visit.seat.reviewer())
    except ConflictError:
        return Response(status_code=204)
    if held != flag_id:
        visit.parts.accounts.remember(visit.seat, held=flag_id)
    return Response(status_code=204)


@router.get("/cards/{flag_id}/post", response_class=HTMLResponse)
def show_post_part(flag_id: FlagId, visit: Looking, blurred: bool = False, whole: bool = False) -> Response:
    """Show the post with its blurred words, or all of a long one."""
    visit.need("review")
    return _post_part(visit, flag_id, frozenset({"blurred"} if blurred else ()), whole)


@router.post("/cards/{flag_id}/reveal", response_class=HTMLResponse)
def reveal_post(flag_id: FlagId, visit: Doing, whole: Annotated[bool, Form()] = False) -> Response:
    """Show masked data of the post; who looked at what is written down first."""
    visit.need("reveal")
    desk = visit.parts.desk
    with desk.store.transaction() as tx:
        flag = tx.flags.get(flag_id)
        who, post = visit.seat.account.username, flag.post_id[:100]
        tx.audit.add(desk.clock.now(), who, "reveal", f"flag/{flag_id}", post=post)
    return _post_part(visit, flag_id, frozenset({"masked", "blurred"}), whole)


@router.post("/cards/{flag_id}/notes", response_class=HTMLResponse)
def add_note(flag_id: FlagId, visit: Doing, text: Annotated[str, Form(min_length=1, max_length=2000)]) -> Response:
    """Add a note for colleagues to a case."""
    visit.need("review")
    desk = visit.parts.desk
    with desk.store.transaction() as tx:
        tx.flags.get(flag_id)
        tx.notes.add(f"flag/{flag_id}", visit.seat.account.username, text, desk.clock.now())
    return show_desk(visit, flag_id)


def _post_part(visit: Visit, flag_id: int, uncovered: frozenset[Hiding], whole: bool) -> HTMLResponse:
    look = visit.look(uncovered=uncovered, whole=whole)
    desk = visit.parts.desk
    with desk.store.reading() as tx:
        card = build_card(desk, tx, flag_id, visit.seat.reviewer(), look)
    return visit.render("post_part.html", **{**describe_card(visit, card), "uncovered": sorted(look.uncovered)})


def _count_hard(visit: Visit, tx: Transaction, flag_id: int) -> int:
    """Return how many hard cases this person has decided in a row, this one counted."""
    return int(visit.seat.facts.get("hard", 0)) + 1 if is_hard(visit.parts.desk, tx.flags.get(flag_id)) else 0


def _toast(visit: Visit, done: Decided, hard: int) -> Toast:
    name = visit.say(wording.VERDICTS[done.decisions[0].verdict])
    posts = len({decision.content_key for decision in done.decisions})
    if posts > 1:
        name += f" ×{posts}"
    parts = [visit.say("Decided: %(verdict)s.", verdict=name)]
    if sent_at := min((row.next_try_at for row in done.actions if row.kind in WORDS and row.next_try_at), default=None):
        when = sent_at.astimezone(visit.parts.zone).strftime("%H:%M")
        if visit.parts.desk.manners.rehearsal:
            parts.append(visit.say("The text is only written down."))
        else:
            parts.append(visit.say("The text is sent at %(time)s; until then it can be taken back.", time=when))
    if done.proposals:
        parts.append(visit.say("The consequence waits for a second reviewer."))
    if hard >= visit.parts.desk.manners.hard_in_a_row:
        parts.append(visit.say("That was a lot of heavy ones. A pause would be well earned."))
    return Toast(" ".join(parts), ",".join(str(decision.id) for decision in done.decisions))
