"""The two databases and everything in which they differ: connecting, beginning, claiming, inserting once.

SQLite keeps a write-ahead log, and a writer says so when it begins (BEGIN IMMEDIATE): waiting for the lock happens
there and nowhere else. PostgreSQL locks rows, and skips those that another worker holds.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from psycopg.errors import DeadlockDetected, SerializationFailure
from sqlalchemy import Connection, Engine, Select, Table, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from modbot.errors import ConfigError, Problem

BUSY_SECONDS = 15
_CHAIN_LOCK = 6_051_701  # any number, the same for every worker


class Database:
    """A connection pool to SQLite or PostgreSQL."""

    def __init__(self, url: str) -> None:
        self.url = _read_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine: Engine = _sqlite_engine(self.url) if self.is_sqlite else _postgres_engine(self.url)
        self._writer = self.engine.execution_options(writes=True)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection in a transaction that may write: committed at the end, rolled back on an exception."""
        with self._writer.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection in a transaction that only reads; it never waits for a writer."""
        with self.engine.connect() as connection:
            if not self.is_sqlite:
                connection = connection.execution_options(postgresql_readonly=True)  # noqa: PLW2901
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()

    def refresh_statistics(self) -> None:
        """Let the planner look at the tables afresh; PostgreSQL does so by itself."""
        if self.is_sqlite:
            self._run_alone("PRAGMA analysis_limit = 400", "PRAGMA optimize")

    def tidy(self, tables: Iterable[str]) -> None:
        """Rewrite the files of ``tables`` (SQLite: all) so that removed text is gone, also from log and free pages."""
        if self.is_sqlite:
            self._run_alone("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            self._run_alone(*(f"VACUUM (FULL) {table}" for table in tables), "CHECKPOINT")

    def _run_alone(self, *statements: str) -> None:
        """Run statements outside any transaction, on the driver's own connection."""
        with self.engine.connect() as connection:
            raw: Any = connection.connection.driver_connection
            if not self.is_sqlite:
                raw.autocommit = True
            try:
                for statement in statements:
                    raw.execute(statement).close()
            finally:
                if not self.is_sqlite:
                    raw.autocommit = False


def skip_locked(select: Select[Any], connection: Connection) -> Select[Any]:
    """Return ``select`` so that it passes over rows another worker is claiming right now."""
    return select.with_for_update(skip_locked=True) if _can_lock(connection) else select


def lock_rows(select: Select[Any], connection: Connection) -> Select[Any]:
    """Return ``select`` so that its rows stay as they are until this transaction ends."""
    return select.with_for_update() if _can_lock(connection) else select


def _can_lock(connection: Connection) -> bool:
    """SQLite's writer is alone anyway, and who only reads locks nothing."""
    return connection.dialect.name != "sqlite" and bool(connection.get_execution_options().get("writes"))


def lock_chain(connection: Connection) -> None:
    """Let one transaction at a time extend the audit chain; on SQLite it already is the only writer."""
    if connection.dialect.name != "sqlite":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})


def is_deadlock(error: DBAPIError) -> bool:
    """Return whether the database broke off a transaction only because two were in each other's way."""
    return isinstance(error.orig, DeadlockDetected | SerializationFailure)


def insert_once(connection: Connection, table: Table, values: Mapping[str, Any]) -> int | None:
    """Insert a row and return its id, or None when a row with the same unique values stands there already."""
    if connection.dialect.name == "sqlite":
        statement = sqlite.insert(table).values(**values).on_conflict_do_nothing().returning(table.c.id)
        return connection.execute(statement).scalar()
    return connection.execute(
        postgresql.insert(table).values(**values).on_conflict_do_nothing().returning(table.c.id)
    ).scalar()


def put(connection: Connection, table: Table, values: Mapping[str, Any]) -> None:
    """Insert a row, or give the row of the same primary key these values."""
    keys = [column.name for column in table.primary_key]
    changes = {name: value for name, value in values.items() if name not in keys}
    if connection.dialect.name == "sqlite":
        connection.execute(
            sqlite.insert(table).values(**values).on_conflict_do_update(index_elements=keys, set_=changes)
        )
    else:
        connection.execute(
            postgresql.insert(table).values(**values).on_conflict_do_update(index_elements=keys, set_=changes)
        )


def add_to(connection: Connection, table: Table, values: Mapping[str, Any], column: str) -> None:
    """Insert a row, or add its ``column`` to the row of the same primary key."""
    keys = [key.name for key in table.primary_key]
    if connection.dialect.name == "sqlite":
        lite = sqlite.insert(table).values(**values)
        connection.execute(
            lite.on_conflict_do_update(index_elements=keys, set_={column: table.c[column] + lite.excluded[column]})
        )
    else:
        post = postgresql.insert(table).values(**values)
        connection.execute(
            post.on_conflict_do_update(index_elements=keys, set_={column: table.c[column] + post.excluded[column]})
        )


def _read_url(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise _bad_url("not a database URL") from error
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() != "sqlite":
        raise _bad_url(f"“{parsed.drivername}” is not supported")
    if not parsed.database or parsed.database == ":memory:":
        raise _bad_url("SQLite needs a file, or nothing would survive a restart")
    return parsed


def _bad_url(message: str) -> ConfigError:
    hint = "write sqlite:///path/to/modbot.sqlite or postgresql://user@host/name"
    return ConfigError([Problem("store.url", 1, 1, message, hint)])


def _postgres_engine(url: URL) -> Engine:
    return create_engine(
        url,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 10, "application_name": "modbot"},
        pool_size=10,
        hide_parameters=True,  # they hold posts, and an error's text may end in a log
    )


def _sqlite_engine(url: URL) -> Engine:
    path = Path(str(url.database))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))  # posts are nobody else's business
    except OSError as error:
        hint = "name a file in a folder that the user who runs modbot may write to"
        raise ConfigError([Problem("store.url", 1, 1, f"{path} cannot be made: {error.strerror}", hint)]) from error
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare_connection(raw: Any, _record: Any) -> None:
        raw.isolation_level = None  # the driver begins nothing by itself; we do, below
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON"):
            raw.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
