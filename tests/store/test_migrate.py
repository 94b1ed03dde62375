from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from modbot.store.migrate import MIGRATIONS
from modbot.store.store import Store
from modbot.store.tables import metadata


def test_the_migrations_lead_to_the_tables_as_they_are_described(store: Store) -> None:
    with store.reading() as tx:
        assert compare_metadata(MigrationContext.configure(tx.connection), metadata) == []


def test_migrating_twice_changes_nothing(store: Store) -> None:
    newest = max(path.name[:4] for path in MIGRATIONS.glob("[0-9]*.py"))
    store.migrate()
    assert store.read_revision() == newest


def test_an_empty_database_has_no_revision_and_its_file_is_nobody_elses_business(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "new.sqlite"
    with Store(f"sqlite:///{path}") as store:
        assert store.read_revision() is None
        store.migrate()
        assert store.read_revision() is not None
    assert path.stat().st_mode & 0o077 == 0
