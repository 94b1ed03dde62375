"""Makes a store large for measuring: every flag many times over, each copy with a post id and due time of its own."""

from __future__ import annotations

from sqlalchemy import Connection, Table, func, select, text

from modbot.store.database import Database
from modbot.store.tables import cases, counters, flags, signals

_SHIFTED = {"sort_at", "due_at", "due_tto_at", "opened_at"}
_NUMBERED: dict[Table, dict[str, Table]] = {
    cases: {"id": cases},
    flags: {"id": flags, "case_id": cases},
    signals: {"id": signals, "flag_id": flags},
}


def multiply_flags(database: Database, copies: int) -> int:
    """Copy every case, flag and signal so many times, minutes apart; return how many flags there are then."""
    with database.writing() as connection:
        sizes = {table: _count(connection, table) for table in _NUMBERED}
        for table in _NUMBERED:
            _copy(connection, table, sizes, copies)
        waiting = counters.update().where(counters.c.name.startswith("cards/open/"))
        connection.execute(waiting.values(n=counters.c.n * (copies + 1)))
        if connection.dialect.name != "sqlite":
            for table in _NUMBERED:
                sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
                connection.execute(text(f"SELECT setval({sequence}, (SELECT max(id) FROM {table.name}))"))
        connection.execute(text("ANALYZE"))
        return _count(connection, flags)


def _copy(connection: Connection, table: Table, sizes: dict[Table, int], copies: int) -> None:
    """Copy rows whose ids run from 1 without a gap, so that a copy's number is its original's plus whole rounds."""
    names = [column.name for column in table.columns]
    values = [_express(connection, table, name, sizes) for name in names]
    rounds = "WITH RECURSIVE rounds(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM rounds WHERE k < :copies)"
    into = f"INSERT INTO {table.name} ({', '.join(names)})"
    source = f"SELECT {', '.join(values)} FROM {table.name} t CROSS JOIN rounds WHERE t.id <= :size"
    statement = f"{into} {rounds} {source}" if connection.dialect.name == "sqlite" else f"{rounds} {into} {source}"
    connection.execute(text(statement), {"copies": copies, "size": sizes[table]})


def _express(connection: Connection, table: Table, name: str, sizes: dict[Table, int]) -> str:
    if name in _NUMBERED[table]:
        return f"t.{name} + rounds.k * {sizes[_NUMBERED[table][name]]}"
    if name == "post_id":
        return "t.post_id || '-' || rounds.k"
    is_sqlite = connection.dialect.name == "sqlite"
    shifted = name if name in _SHIFTED else "sort_at"
    minutes = f"t.{shifted} + (rounds.k % 40000) * interval '1 minute'"
    if is_sqlite:
        minutes = f"strftime('%Y-%m-%d %H:%M:%f000', t.{shifted}, '+' || (rounds.k % 40000) || ' minutes')"
    if name == "risk_at":
        hour = f"strftime('%Y-%m-%d %H:00:00.000000', {minutes})"
        return hour if is_sqlite else f"date_trunc('hour', {minutes}, 'UTC')"
    return minutes if name in _SHIFTED else f"t.{name}"


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()
