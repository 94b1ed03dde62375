from datetime import timedelta

import pytest

from modbot.errors import ConflictError, NotFound
from modbot.store.store import Store
from tests.builders import MONDAY

HOUR = timedelta(hours=1)


def test_an_account_is_found_by_name_and_by_forum_member(store: Store) -> None:
    with store.transaction() as tx:
        ada = tx.people.add("Ada", ("lead",), MONDAY, forum_id=1)
        cleo = tx.people.add("Cleo", ("reviewer",), MONDAY, password_hash="$argon2id$…")
        assert (tx.people.find("Ada"), tx.people.find_forum_member(1), tx.people.find("ada")) == (ada, ada, None)
        assert tx.people.all() == [ada, cleo]
        changed = tx.people.change(cleo.id, roles=("admin", "lead"), preferences={"language": "de"})
        assert (changed.roles, changed.preferences) == (("admin", "lead"), {"language": "de"})
        with pytest.raises(NotFound):
            tx.people.get(99)


def test_a_name_is_given_once(store: Store) -> None:
    with store.transaction() as tx:
        tx.people.add("Ada", ("lead",), MONDAY)
        with pytest.raises(ConflictError):
            tx.people.add("Ada", ("reviewer",), MONDAY)


def test_a_session_lives_until_it_expires_is_closed_or_its_account_is_barred(store: Store) -> None:
    with store.transaction() as tx:
        ada = tx.people.add("Ada", ("lead",), MONDAY)
        for token in ("a", "b", "c"):
            tx.people.open_session(token, ada.id, MONDAY, MONDAY + HOUR, {"csrf": token})
        found = tx.people.find_session("a", MONDAY)
        assert found is not None
        assert (found[0].facts, found[1].username) == ({"csrf": "a"}, "Ada")
        assert tx.people.find_session("a", MONDAY + HOUR) is None
        tx.people.use_session("a", MONDAY, expires_at=MONDAY + 3 * HOUR)
        assert tx.people.find_session("a", MONDAY + HOUR) is not None
        tx.people.close_session("b")
        assert tx.people.find_session("b", MONDAY) is None
        tx.people.change(ada.id, active=False)
        assert tx.people.find_session("a", MONDAY) is None
        assert tx.people.close_sessions(ada.id) == 2


def test_a_link_works_once_for_its_purpose_and_in_time(store: Store) -> None:
    with store.transaction() as tx:
        tx.people.add_link("x", "first account", MONDAY + HOUR, {"role": "admin"})
        assert tx.people.use_link("x", "reset", MONDAY) is None
        assert tx.people.use_link("x", "first account", MONDAY + HOUR) is None
        assert tx.people.use_link("x", "first account", MONDAY) == {"role": "admin"}
        assert tx.people.use_link("x", "first account", MONDAY) is None


def test_failed_sign_ins_are_counted_per_key_and_time(store: Store) -> None:
    with store.transaction() as tx:
        for minutes in (0, 5, 10):
            tx.people.add_failure("ada", MONDAY + timedelta(minutes=minutes))
        tx.people.add_failure("cleo", MONDAY)
        assert tx.people.count_failures("ada", MONDAY + timedelta(minutes=5)) == 2


def test_notes_are_read_newest_first_and_can_be_removed(store: Store) -> None:
    with store.transaction() as tx:
        first = tx.notes.add("flag/7", "Ada", "asked \ud800 the author", MONDAY)
        second = tx.notes.add("flag/7", "Cleo", "answered", MONDAY)
        assert tx.notes.about("flag/7") == [second, first]
        tx.notes.remove(second.id)
        assert tx.notes.about("flag/7") == [first]
