"""Both kinds of database, for the tests that must pass on either."""

import sqlite3
from contextlib import closing
from datetime import datetime

from tests.postgres import Postgres


def sqlite_file(url):
    """The file of a SQLite address."""
    return url.partition(":///")[2]


def execute(url, statement):
    """Run a statement beside the program; return its rows as dictionaries, times as SQLite writes them."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(sqlite_file(url))) as connection:
            connection.row_factory = sqlite3.Row
            found = [dict(row) for row in connection.execute(statement)]
            connection.commit()
            return found
    return [{name: value.isoformat(" ", "microseconds") if isinstance(value, datetime) else value
             for name, value in row.items()} for row in Postgres.execute(url, statement)]


def rows(url, table):
    """All rows of a table in the order they were written."""
    return execute(url, f"SELECT * FROM {table} ORDER BY {'update_id' if table == 'inbox' else 'id'}")
