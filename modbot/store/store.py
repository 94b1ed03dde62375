"""The store: one database, opened once; everything happens in a transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from modbot.store.actions import Actions
from modbot.store.audit import Audit
from modbot.store.counters import Counters
from modbot.store.database import Database, is_deadlock
from modbot.store.decisions import Decisions
from modbot.store.flags import Flags
from modbot.store.forgetting import TABLES_WITH_TEXT, Forgetting
from modbot.store.marks import Cursors, Events, Heartbeats, Settings
from modbot.store.migrate import migrate, read_revision
from modbot.store.people import Notes, People
from modbot.store.posts import Posts
from modbot.store.proposals import Proposals
from modbot.store.reports import Reports
from modbot.store.signals import Signals

ResultT = TypeVar("ResultT")


class Transaction:
    """The table families of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.posts = Posts(connection)
        self.counters = Counters(connection)
        self.signals = Signals(connection, self.counters)
        self.flags = Flags(connection, self.signals, self.counters)
        self.decisions = Decisions(connection)
        self.actions = Actions(connection)
        self.proposals = Proposals(connection)
        self.reports = Reports(connection)
        self.audit = Audit(connection)
        self.cursors = Cursors(connection)
        self.events = Events(connection)
        self.settings = Settings(connection)
        self.heartbeats = Heartbeats(connection)
        self.people = People(connection)
        self.notes = Notes(connection)
        self.forgetting = Forgetting(connection)

    def finish(self) -> None:
        """Write what waits for the end: leading flags, then the audit chain, then the counters.

        All transactions take these shared rows last and in this order, so none waits for another in a ring.
        """
        self.flags.settle()
        self.audit.write()
        self.counters.write()


class Store:
    """A database by URL: ``sqlite:///file`` or ``postgresql://…``. Safe to share between threads."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)

    def migrate(self) -> None:
        """Bring the schema up to date, step by step."""
        migrate(self.database)

    def read_revision(self) -> str | None:
        """Return the schema's revision, None for an empty database."""
        return read_revision(self.database)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Yield a transaction that may write: all of it is kept, or on any exception none."""
        with self.database.writing() as connection:
            transaction = Transaction(connection)
            yield transaction
            transaction.finish()

    def run(self, work: Callable[[Transaction], ResultT], tries: int = 5) -> ResultT:
        """Return what ``work`` returns inside a transaction; when two workers block each other, one starts over."""
        while True:
            tries -= 1
            try:
                with self.transaction() as tx:
                    return work(tx)
            except DBAPIError as error:
                if not tries or not is_deadlock(error):
                    raise

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Yield a transaction for reading only: cheaper, and it never waits for a writer."""
        with self.database.reading() as connection:
            yield Transaction(connection)

    def refresh_statistics(self) -> None:
        """Tell the database's planner how the tables look by now."""
        self.database.refresh_statistics()

    def tidy(self) -> None:
        """Rewrite the database so that removed text is nowhere in its files any more."""
        self.database.tidy(TABLES_WITH_TEXT)

    def close(self) -> None:
        """Close all connections."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
