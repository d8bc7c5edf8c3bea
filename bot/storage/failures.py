"""What a database's failures mean: whether they pass by themselves, and how to say them.

Apart from errors.py, so that what only catches an error need not wait for SQLAlchemy.
"""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.storage.errors import StorageError

_SQLITE_PASSING = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR,
                             sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PROTOCOL})
"""Primary result codes that go away without us: another process's lock, a full disk, a folder that is away."""
_SQLITE_BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_POSTGRES_PASSING = frozenset({"08", "40", "53", "55", "57", "58"})
"""Classes of SQLSTATE that go away: connection, rollback, resources, object in use, operator, system."""


def unusable(error: SQLAlchemyError | OSError) -> StorageError:
    """Say that the database cannot be used, in the driver's words and without the statement, which may quote a user."""
    return StorageError(f"Catatan percakapan tidak dapat dipakai ({reason(error)}). "
                        "Periksa ruang disk dan izin berkas basis data.")


def reason(error: SQLAlchemyError | OSError) -> str:
    """The driver's own words."""
    return str(getattr(error, "orig", None) or type(error).__name__)


def is_passing(error: SQLAlchemyError | OSError) -> bool:
    """Say whether a failure may go away by itself, so that the same work can be tried again later."""
    if isinstance(error, OSError | PoolTimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    code = _sqlite_code(error)
    if code is not None:
        return code in _SQLITE_PASSING
    state = getattr(error.orig, "sqlstate", None)
    if state:
        return state[:2] in _POSTGRES_PASSING
    return error.connection_invalidated or isinstance(getattr(error.orig, "__cause__", None), OSError)


def is_broken(error: SQLAlchemyError | OSError) -> bool:
    """Say whether the database file is damaged."""
    return isinstance(error, DBAPIError) and _sqlite_code(error) in _SQLITE_BROKEN


def _sqlite_code(error: DBAPIError) -> int | None:
    """SQLite's primary result code, without the extended part."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF
