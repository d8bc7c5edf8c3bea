"""Opening the database: its folder, its connection's settings and its migrations."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InvalidRequestError, NoSuchModuleError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.storage.errors import StorageError

BUSY_TIMEOUT_MS = 10_000
"""How long a writer waits for another process (the bot and a terminal chat may share one file), in milliseconds."""
DEFAULT_FOLDER = Path("data")
"""Where the key goes when the database is no file."""


async def open_database(url: str) -> AsyncEngine:
    """Open the database and bring its tables up to date; the caller must `dispose()` of the engine.

    Args:
        url: an SQLAlchemy address with an async driver, for example `sqlite+aiosqlite:///data/tirubot.db`.

    Raises:
        StorageError: the address, the file or the tables in it cannot be used.
    """
    address = _parsed(url)
    place = address.database or address.render_as_string()
    try:
        engine = _engine(address)
    except (ArgumentError, InvalidRequestError, NoSuchModuleError, ImportError) as error:
        raise StorageError(f"storage.url tidak dapat dipakai ({error}). Contoh yang benar: "
                           "sqlite+aiosqlite:///data/tirubot.db") from error
    try:
        async with engine.begin() as connection:
            await connection.run_sync(migrate)
        await _keep_whole(engine)
    except BaseException as error:
        # the driver's thread is no daemon: a connection left open would keep the process alive for ever
        await engine.dispose()
        explanation = _explained(error, place)
        if explanation is None:
            raise
        raise explanation from error
    return engine


def key_path(url: str) -> Path:
    """Say where the key of the pseudonyms lies: beside the database file, else under `data/`."""
    file = _file(_parsed(url))
    return file.with_name(file.name + ".key") if file else DEFAULT_FOLDER / "tirubot.key"


def migrate(connection: Connection, revision: str = "head") -> None:
    """Bring the tables of an open connection to a revision, inside its transaction.

    Args:
        connection: a connection with a transaction begun.
        revision: the revision to reach; the newest unless told.
    """
    config = Config()
    folder = Path(__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError as error:
        raise StorageError("storage.url bukan alamat basis data yang sah. Contoh yang benar: "
                           "sqlite+aiosqlite:///data/tirubot.db") from error


def _file(address: URL) -> Path | None:
    """The file that a SQLite address names; None for a database in memory or on a server."""
    if address.get_backend_name() != "sqlite" or address.database in (None, "", ":memory:"):
        return None
    return Path(str(address.database))


def _engine(address: URL) -> AsyncEngine:
    if address.get_backend_name() != "sqlite":
        return create_async_engine(address)
    file = _file(address)
    if file:
        try:
            # the owner's alone: the file holds what people asked
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"Folder {file.parent} untuk basis data tidak dapat dibuat ({error.strerror}). "
                               "Periksa izinnya, atau ganti storage.url di config.yaml.") from error
    # one connection: SQLite has one writer at a time anyway, and writes then queue here instead of at the file lock
    engine = create_async_engine(address, pool_size=1, max_overflow=0) if file else create_async_engine(address)
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _prepare(connection: object, _record: object) -> None:
    """Set up a fresh SQLite connection: the driver's own, late BEGIN is switched off (see `_begin`)."""
    connection.isolation_level = None  # type: ignore[attr-defined]
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.close()


async def _keep_whole(engine: AsyncEngine) -> None:
    """Let SQLite hold references from now on: what belongs to a row of the log goes when the row goes.

    Not while migrating: SQLite empties a table before it drops it, so that a migration which makes a table anew would
    take along everything that refers to it.
    """
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine.sync_engine, "connect", _hold_references)
    async with engine.connect() as connection:
        await connection.run_sync(lambda open_one: _hold_references(open_one.connection.dbapi_connection, None))


def _hold_references(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Take the write lock at once: two processes that migrate or upsert together wait instead of failing half-way."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _explained(error: BaseException, place: str) -> StorageError | None:
    """Say what an admin can mend; None for the rest (a cancellation, a bug)."""
    if isinstance(error, CommandError):
        return StorageError(f"Basis data {place} dibuat oleh TiruBot yang lebih baru ({error}). "
                            "Perbarui TiruBot, atau pakai berkas lain lewat storage.url.")
    if isinstance(error, DBAPIError):
        return StorageError(f"Basis data {place} tidak dapat dibuka ({error.orig}). Pastikan itu berkas SQLite milik "
                            "TiruBot yang boleh ditulis, atau ganti storage.url di config.yaml.")
    return None
