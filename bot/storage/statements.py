"""Statements that SQLite and PostgreSQL write each in its own way."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Connection, Insert
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.tables import Base


def insert_missing(connection: Connection, table: type[Base], *returning: str) -> Insert:
    """An INSERT that leaves a row alone that is there already; its `rowcount` tells which it was.

    Args:
        connection: where it is to be run.
        table: where the row goes.
        returning: columns that it returns of a row that was not there.
    """
    return _insert_missing(connection.dialect.name, table, returning)


def upsert(connection: Connection, table: type[Base], *columns: str) -> Insert:
    """An INSERT that changes some columns of a row that is there already."""
    return _upsert(connection.dialect.name, table, columns)


def replacement(connection: Connection, table: type[Base]) -> Insert:
    """An INSERT of whole rows, each in the place of one that has its key.

    Unlike `upsert`, SQLite does it for many rows in one statement: its driver lets go of Python's lock for each row
    otherwise, and then has to wait until the rest of the bot lets go of it too.
    """
    return _replacement(connection.dialect.name, table)


# made once each: putting such a statement together takes several times as long as running it
@cache
def _insert_missing(dialect: str, table: type[Base], returning: tuple[str, ...]) -> Insert:
    statement = _insert(dialect, table).on_conflict_do_nothing()
    return statement.returning(*(table.bare().c[name] for name in returning)) if returning else statement


@cache
def _upsert(dialect: str, table: type[Base], columns: tuple[str, ...]) -> Insert:
    statement = _insert(dialect, table)
    return statement.on_conflict_do_update(
        index_elements=list(table.bare().primary_key.columns),
        set_={name: statement.excluded[name] for name in columns})


@cache
def _replacement(dialect: str, table: type[Base]) -> Insert:
    if dialect == "sqlite":
        return _insert(dialect, table).prefix_with("OR REPLACE")
    return _upsert(dialect, table, tuple(column.name for column in table.bare().c if not column.primary_key))


def _insert(dialect: str, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    return (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table.bare())
