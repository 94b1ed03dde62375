"""What is wrong with a database that cannot be used, in one sentence that says what to do."""

from __future__ import annotations

from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError

_REMEDIES = (
    ("is locked", "another program holds it: stop that program, or wait and try again"),
    ("disk is full", "free some space, then start modbot again: nothing half-written stays"),
    ("disk i/o", "look after the disk it lies on; a copy of an earlier day may be needed"),
    ("readonly", "let the user who runs modbot write to the file and its folder"),
    ("unable to open", "check that store.url names a file in a folder that can be written to"),
    ("not a database", "store.url names a file of another kind: move it away, or name another"),
    ("malformed", "the file is damaged: put back a copy, or start with a new file"),
    ("connection", "check that PostgreSQL runs and that store.url names its host, port, user and database"),
)


def describe_database_trouble(error: BaseException) -> str | None:
    """Return what is wrong with the database and its remedy; None for an error that speaks of something else.

    Neither the statement nor its values are repeated: they hold people's posts.
    """
    if not isinstance(error, DBAPIError):
        return None
    if not isinstance(error, OperationalError) and type(error) is not DatabaseError:
        return None
    said = str(error.orig).strip().partition("\n")[0]
    remedy = next((remedy for sign, remedy in _REMEDIES if sign in said.lower()), "see store.url in modbot.yaml")
    return f"the database cannot be used: {said}; {remedy}"
