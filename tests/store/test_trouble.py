import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from modbot.errors import ConfigError
from modbot.store.store import Store
from modbot.store.trouble import describe_database_trouble
from tests.builders import MONDAY, a_post


def trouble_with(url: str, *before: str) -> str:
    """Return what is said when a post is stored there, after some statements on the same connection."""

    def fill(store: Store) -> None:
        with store.transaction() as tx:
            for statement in before:
                tx.connection.execute(text(statement))
            for number in range(200):
                tx.posts.receive(a_post(number, raw="Nobody may read this in a log. " * 200), MONDAY)

    with Store(url) as store, pytest.raises(DBAPIError) as caught:
        fill(store)
    assert "Nobody may read this" not in str(caught.value)
    return describe_database_trouble(caught.value) or ""


def test_a_file_of_another_kind(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(b"no database at all, but long enough to be looked at" * 100)
    assert "is not a database; store.url names a file of another kind" in trouble_with(f"sqlite:///{path}")


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    assert "check that store.url names a file" in trouble_with(f"sqlite:///{tmp_path}")


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file in the way")
    with pytest.raises(ConfigError, match="cannot be made"):
        Store(f"sqlite:///{tmp_path}/var/modbot.db")


def test_a_full_disk(sqlite_url: str) -> None:
    assert "free some space" in trouble_with(sqlite_url, "PRAGMA max_page_count = 1")


def test_a_file_that_may_only_be_read(sqlite_url: str) -> None:
    assert "let the user who runs modbot write" in trouble_with(sqlite_url, "PRAGMA query_only = ON")


def test_a_locked_file() -> None:
    locked = DBAPIError.instance("BEGIN", {}, sqlite3.OperationalError("database is locked"), sqlite3.Error)
    assert "another program holds it" in (describe_database_trouble(locked) or "")


def test_no_postgresql_there() -> None:
    said = trouble_with("postgresql://nobody:hush@127.0.0.1:1/nothing")
    assert "check that PostgreSQL runs" in said
    assert "hush" not in said


def test_other_errors_are_left_alone(sqlite_url: str) -> None:
    with Store(sqlite_url) as store, store.reading() as tx, pytest.raises(DBAPIError) as caught:
        tx.connection.execute(text("INSERT INTO cursors (name) VALUES (NULL)"))
    assert describe_database_trouble(caught.value) is None
    assert describe_database_trouble(ValueError("x")) is None
