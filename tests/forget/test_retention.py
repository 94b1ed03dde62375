from datetime import timedelta

import pytest
from sqlalchemy import String, Text, select

from modbot.forget.retention import Forgetter, Retention
from modbot.records import Author
from modbot.store.actions import NewAction
from modbot.store.columns import AnyText, JsonText
from modbot.store.store import Store
from modbot.store.tables import metadata
from tests.builders import CLEO, MONDAY, a_finding, a_flag, a_post, a_signal, store_post
from tests.fakes import FakeClock

SECRET = "my home is at 4 Mill Lane, Nicosia"
BORIS = Author(username="Boris77", id=42, trust_level=1)


def find_text(store: Store, *needles: str) -> list[str]:
    """Return every place of the database in which one of the needles stands, case ignored."""
    found = []
    with store.reading() as tx:
        for table in metadata.sorted_tables:
            columns = [column for column in table.c if isinstance(column.type, String | Text | AnyText | JsonText)]
            for row in tx.connection.execute(select(*columns)) if columns else ():
                text = str(tuple(row)).casefold()
                found += [f"{table.name}: {needle}" for needle in needles if needle.casefold() in text]
    if store.database.is_sqlite:
        path = str(store.database.url.database)
        for end in ("", "-wal", "-shm"):
            with open(path + end, "rb") as file:
                content = file.read()
            found += [f"{path}{end}: {needle}" for needle in needles if needle.encode() in content]
    return found


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def write_history(store: Store) -> None:
    """Boris's flagged post with everything that may hang on it, and Cleo's post that quotes him."""
    post = a_post(id=5, raw=f"Hello all, {SECRET}.", author=BORIS, title=f"{SECRET}!", post_number=1, topic_id=9)
    signal = a_signal("personal_data", reason=f"told us {SECRET}", source="forum/report")
    flag = a_flag(store, post, a_finding("personal_data", signals=(signal,)))
    quote = f'[quote="Boris77, post:1, topic:9"]\n{SECRET}\n[/quote]\nThat is private, @boris77!'
    with store.transaction() as tx:
        store_post(tx, a_post(id=6, raw=quote, author=CLEO, title=f"{SECRET}!", post_number=2, topic_id=9))
        store_post(tx, a_post(id=7, raw="Nothing of interest", author=CLEO, topic_id=10))
        words = f"wrote {SECRET}"
        decision = tx.decisions.add(flag, "violation", MONDAY, "Ada", via="web", reason=words)
        decided = tx.flags.decide(flag.id, flag.version, "violation", MONDAY)
        tx.decisions.undo(decision.id, MONDAY, "Ada", words)
        edit = NewAction("edit/5", "edit", "post/5", words, {"raw": words}, decision.id)
        silence = NewAction(
            "silence/author/Boris77", "silence", "author/Boris77", words, {"message": words}, decision.id
        )
        tx.actions.finish(tx.actions.add(decided, edit, MONDAY).id, "failed", MONDAY, words)
        tx.actions.add(decided, silence, MONDAY)
        tx.proposals.add(decided, silence, "Ada", MONDAY)
        tx.notes.add(f"flag/{flag.id}", "Ada", words, MONDAY)
        tx.notes.add("author/Boris77", "Ada", words, MONDAY)
        tx.settings.change("enforce.breaker/author/boris77", "tripped", "modbot", MONDAY)
        tx.audit.add(MONDAY, "Ada", "decide", f"flag/{flag.id}", decision=decision.id)


def test_after_erasing_a_member_no_search_finds_their_words_or_name(store: Store, clock: FakeClock) -> None:
    write_history(store)
    assert find_text(store, "Mill Lane", "Boris77")
    result = Forgetter(store, clock, Retention()).erase_member("boris77", "Ada")
    assert (result.versions, result.masked, result.flags) == (1, 1, 1)
    assert find_text(store, "Mill Lane", "Boris77") == []


def test_after_erasing_a_member_decisions_counts_and_the_audit_are_whole(store: Store, clock: FakeClock) -> None:
    write_history(store)
    Forgetter(store, clock, Retention()).erase_member("Boris77", "Ada")
    with store.reading() as tx:
        (flag,) = tx.flags.of_post("5")
        (decision,) = tx.decisions.of_flag(flag.id)
        assert (flag.verdict, decision.verdict, decision.moderator) == ("violation", "violation", "Ada")
        assert [(row.kind, row.state) for row in tx.actions.of_flag(flag.id)] == [
            ("edit", "failed"),
            ("silence", "cancelled"),
        ]
        assert tx.counters.read("signals/", since=MONDAY.date()) == {"signals/live/forum/report": 1}
        assert tx.audit.verify().whole
        assert tx.audit.newest()[0].verb == "erase member"
        assert [row.post.raw for row in tx.posts.versions("7")] == ["Nothing of interest"]


def test_what_was_forgotten_does_not_come_in_again(store: Store, clock: FakeClock) -> None:
    write_history(store)
    Forgetter(store, clock, Retention()).erase_member("Boris77", "Ada")
    with store.transaction() as tx:
        again = a_post(id=5, raw=f"Hello all, {SECRET}.", author=BORIS, title=f"{SECRET}!", post_number=1, topic_id=9)
        assert tx.posts.receive(again, MONDAY).arrival == "known"
        quote = f'[quote="Boris77, post:1, topic:9"]\n{SECRET}\n[/quote]\nThat is private, @boris77!'
        quoting = a_post(id=6, raw=quote, author=CLEO, title=f"{SECRET}!", post_number=2, topic_id=9)
        assert tx.posts.receive(quoting, MONDAY).arrival == "known"
    assert find_text(store, "Mill Lane") == []


def test_texts_expire_by_kind_and_open_cases_keep_theirs(store: Store, clock: FakeClock) -> None:
    forgetter = Forgetter(store, clock, Retention(clean_post_days=30, flagged_post_days=180), batch=2)
    decided = a_flag(store, a_post(id="decided"))
    a_flag(store, a_post(id="open"))
    with store.transaction() as tx:
        for name in ("clean", "clean too", "clean three", "waiting"):
            row = store_post(tx, a_post(id=name))
            if name != "waiting":
                tx.posts.finish(row.id, MONDAY)
        for name in ("decided", "open"):
            latest = tx.posts.latest(name)
            assert latest is not None
            tx.posts.finish(latest.id, MONDAY)
        tx.decisions.add(decided, "violation", MONDAY, "Ada", via="web", reason="he said so")
        tx.flags.decide(decided.id, decided.version, "violation", MONDAY)

    def remembered() -> list[str]:
        with store.reading() as tx:
            return [row.post_id for row in reversed(tx.posts.recent()) if row.post.raw]

    clock.move(days=29)
    assert forgetter.forget_due().versions == 0
    clock.move(days=2)
    assert forgetter.forget_due().versions == 3
    assert remembered() == ["decided", "open", "waiting"]
    clock.move(days=180)
    assert forgetter.forget_due().versions == 1
    assert remembered() == ["open", "waiting"]
    with store.reading() as tx:
        assert [(row.verdict, row.reason) for row in tx.decisions.of_flag(decided.id)] == [("violation", "")]
        assert tx.audit.verify().whole


def test_old_calls_and_sessions_go_as_well(store: Store, clock: FakeClock) -> None:
    with store.transaction() as tx:
        tx.events.add("e1", "post", "5", MONDAY)
        tx.events.add("e2", "post", "6", MONDAY)
        tx.events.finish([1], MONDAY)
        ada = tx.people.add("Ada", ["lead"], MONDAY)
        tx.people.open_session("hash", ada.id, MONDAY, MONDAY + timedelta(days=1), {})
    clock.move(days=8)
    Forgetter(store, clock, Retention()).forget_due()
    with store.transaction() as tx:
        assert [event.event_id for event in tx.events.waiting()] == ["e2"]
        assert tx.people.find_session("hash", MONDAY) is None
