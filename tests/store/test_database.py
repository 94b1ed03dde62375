import threading

import pytest
from sqlalchemy import text

from modbot.errors import ConfigError
from modbot.store.store import Store
from tests.builders import MONDAY, a_post


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://x/y", "nonsense"])
def test_a_url_that_cannot_work_is_refused_with_a_remedy(url: str) -> None:
    with pytest.raises(ConfigError, match="write sqlite:///"):
        Store(url)


def test_readers_do_not_wait_for_a_writer(store: Store) -> None:
    with store.transaction() as writing:
        writing.posts.receive(a_post(), MONDAY)
        with store.reading() as tx:
            assert tx.posts.latest("812") is None
    with store.reading() as tx:
        assert tx.posts.latest("812") is not None


def test_reading_writes_nothing(store: Store) -> None:
    with store.reading() as tx:
        assert tx.posts.claim("one", MONDAY, MONDAY) == []
        assert tx.events.waiting() == []
        assert tx.flags.open_of("812", "abuse") is None


def test_sqlite_is_set_up_to_survive_and_to_forget(sqlite_url: str) -> None:
    with Store(sqlite_url) as store, store.reading() as tx:
        values = [
            tx.connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        ]
    assert values == ["wal", 1, 1, 1, 15_000]


def test_writers_on_many_threads_take_turns(store: Store) -> None:
    def write(number: int) -> None:
        for turn in range(5):
            with store.transaction() as tx:
                tx.counters.add("turns")
                tx.posts.receive(a_post(id=number * 10 + turn), MONDAY)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as tx:
        assert tx.counters.read("turns") == {"turns": 30}
        assert len(tx.posts.recent(limit=100)) == 30
