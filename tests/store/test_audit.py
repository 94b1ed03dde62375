import contextlib
import threading
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from modbot.errors import NotFound
from modbot.store.store import Store
from tests.builders import MONDAY


def note(store: Store, n: int) -> None:
    with store.transaction() as tx:
        tx.audit.add(MONDAY + timedelta(seconds=n), "Ada", "decide", f"flag/{n}", verdict="violation", version=n)


def test_the_chain_verifies_and_shows_who_did_what(store: Store) -> None:
    for n in range(1, 4):
        note(store, n)
    with store.reading() as tx:
        checked = tx.audit.verify()
        assert (checked.entries, checked.whole) == (3, True)
        assert checked.head == tx.audit.newest()[0].hash
        (entry,) = tx.audit.about("flag/2")
        assert (entry.actor, entry.verb, entry.detail) == ("Ada", "decide", {"verdict": "violation", "version": "2"})
        assert [found.id for found in tx.audit.newest(actor="Ada", before_id=3)] == [2, 1]


def test_nothing_is_noted_when_the_transaction_fails(store: Store) -> None:
    with contextlib.suppress(NotFound), store.transaction() as tx:
        tx.audit.add(MONDAY, "Ada", "decide", "flag/1")
        tx.flags.get(1)
    with store.reading() as tx:
        assert tx.audit.verify().entries == 0


@pytest.mark.parametrize("change", ["UPDATE audit SET actor = 'Bo'", "DELETE FROM audit"])
def test_the_database_refuses_to_change_the_audit(store: Store, change: str) -> None:
    note(store, 1)
    with pytest.raises(DBAPIError, match="only ever added to"), store.transaction() as tx:
        tx.connection.execute(text(change))


@pytest.mark.parametrize(
    ("tamper", "broken_at", "fault"),
    [
        ("UPDATE audit SET actor = 'Bo' WHERE id = 2", 2, "was changed"),
        ("DELETE FROM audit WHERE id = 2", 2, "is missing"),
        ("UPDATE audit SET previous_hash = hash WHERE id = 3", 3, "does not follow"),
    ],
)
def test_tampering_past_the_guard_is_found(store: Store, tamper: str, broken_at: int, fault: str) -> None:
    for n in range(1, 4):
        note(store, n)
    with store.transaction() as tx:
        if store.database.is_sqlite:
            tx.connection.execute(text("DROP TRIGGER audit_refuses_update"))
            tx.connection.execute(text("DROP TRIGGER audit_refuses_delete"))
        else:
            tx.connection.execute(text("DROP TRIGGER audit_refuses_change ON audit"))
        tx.connection.execute(text(tamper))
    with store.reading() as tx:
        checked = tx.audit.verify()
    assert (checked.whole, checked.broken_at) == (False, broken_at)
    assert fault in checked.fault


def test_post_text_does_not_fit_into_the_audit(store: Store) -> None:
    with store.transaction() as tx, pytest.raises(ValueError, match="ids, not text"):
        tx.audit.add(MONDAY, "Ada", "decide", "flag/1", reason="You are an\nidiot")


def test_many_writers_make_one_unbroken_chain(store: Store) -> None:
    threads = [threading.Thread(target=note, args=(store, n)) for n in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as tx:
        assert (tx.audit.verify().entries, tx.audit.verify().whole) == (24, True)
