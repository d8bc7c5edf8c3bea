"""Opening the database: its folder, its connection's settings, its migrations and its key."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self, TypeVar

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, InvalidRequestError, NoSuchModuleError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool

from bot.storage.errors import StorageError
from bot.storage.failures import unusable
from bot.storage.pseudonyms import Pseudonyms
from bot.storage.sealing import Sealer
from bot.storage.tables import Base, Installation
from bot.storage.writer import Writer

BUSY_TIMEOUT_MS = 10_000
"""How long a writer waits for another process (the bot and a terminal chat may share one file), in milliseconds."""
DEFAULT_FOLDER = Path("data")
"""Where the key goes when the database is no file."""
OWNER_ONLY = 0o600
_MIGRATION_LOCK = 7_208_411_001
"""Names the advisory lock under which one of several processes on a PostgreSQL server migrates."""

Result = TypeVar("Result")


class Database:
    """An open database with its writer and the keys for pseudonyms and sealed texts; `close` it whatever happens."""

    def __init__(self, engine: AsyncEngine, key: bytes, patient: bool = False) -> None:
        self.engine = engine
        self.writer = Writer(_plain(engine), patient)
        self.pseudonyms = Pseudonyms(key)
        self.sealer = Sealer(key)

    @classmethod
    async def open(cls, url: str, key_file: Path | None = None, patient: bool = False) -> Self:
        """Open the database, migrate it, and read or make the key.

        Args:
            url: an SQLAlchemy address with an async driver.
            key_file: where the key lies; beside the database unless told.
            patient: whether writing waits for a database that is locked, full or away for as long as it takes.

        Raises:
            StorageError: the database or the key cannot be used, or the key is another installation's.
        """
        engine = await open_database(url)
        try:
            key_file = key_file or key_path(url)
            key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            database = cls(engine, Pseudonyms.key_of(key_file), patient)
        except BaseException:
            await engine.dispose()
            raise
        try:
            await database._check_key(key_file)
        except BaseException:
            await database.close()
            raise
        return database

    async def run(self, work: Callable[[Connection], Result], durable: bool = False) -> Result:
        """Run a piece of work in a transaction; see `Writer.run`.

        Raises:
            StorageError: the database refuses the work.
        """
        try:
            return await self.writer.run(work, durable)
        except IntegrityError:
            raise
        except DBAPIError as error:
            raise unusable(error) from error

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction beside the writer's line, for what is seldom done.

        Raises:
            StorageError: the database cannot be used; a row that is there already stays an IntegrityError.
        """
        try:
            async with self.engine.begin() as connection:
                yield connection
        except IntegrityError:
            raise
        except DBAPIError as error:
            raise unusable(error) from error

    def chat_key(self, channel: str, chat_id: str) -> str:
        """Return what is stored of a chat's id."""
        return self.pseudonyms.of("chat", channel, chat_id)

    def user_key(self, channel: str, user_id: str) -> str:
        """Return what is stored of a person's id."""
        return self.pseudonyms.of("user", channel, user_id)

    @property
    def is_shared(self) -> bool:
        """True where several processes may serve one database side by side."""
        return self.engine.dialect.name == "postgresql"

    async def close(self) -> None:
        """Close the connections; a second call does nothing."""
        await self.writer.close()
        await self.engine.dispose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self.close()

    async def _check_key(self, key_file: Path) -> None:
        """Refuse another installation's key: with it the same person would get another pseudonym, without a word."""
        mark = self.pseudonyms.of("key", "", "")

        def check(connection: Connection) -> str:
            connection.execute(insert_missing(connection, Installation).values(id=1, key_mark=mark))
            return connection.execute(select(Installation.key_mark)).scalar_one()

        if await self.run(check) != mark:
            raise StorageError(f"Berkas kunci {key_file} bukan kunci basis data ini. Kembalikan berkas kunci yang "
                               "dicadangkan bersama basis data itu; setiap TiruBot pada satu basis data memakai kunci "
                               "yang sama.")


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
            if engine.dialect.name == "postgresql":
                await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
            await connection.run_sync(migrate)
        await _keep_whole(engine)
    except BaseException as error:
        # the driver's thread is no daemon: a connection left open would keep the process alive for ever
        await engine.dispose()
        explanation = _explained(error, place, on_server=engine.dialect.name != "sqlite")
        if explanation is None:
            raise
        raise explanation from error
    return engine


def insert_missing(connection: Connection, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that leaves a row alone that is there already; its `rowcount` tells which it was."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table.bare()).on_conflict_do_nothing()
    return sqlite.insert(table.bare()).on_conflict_do_nothing()


def upsert(connection: Connection, table: type[Base], *columns: str) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that changes some columns of a row that is there already."""
    bare = table.bare()
    kind = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = kind(bare)
    return statement.on_conflict_do_update(
        index_elements=list(bare.primary_key.columns), set_={name: statement.excluded[name] for name in columns})


def key_path(url: str) -> Path:
    """Say where the key of the pseudonyms lies: beside the database file, else under `data/`."""
    file = database_file(url)
    return file.with_name(file.name + ".key") if file else DEFAULT_FOLDER / "tirubot.key"


def database_file(url: str) -> Path | None:
    """The file that a SQLite address names; None for a database in memory or on a server.

    Raises:
        StorageError: this is no address.
    """
    address = _parsed(url)
    if address.get_backend_name() != "sqlite" or address.database in (None, "", ":memory:"):
        return None
    return Path(str(address.database))


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


def _engine(address: URL) -> AsyncEngine:
    if address.get_backend_name() != "sqlite":
        return create_async_engine(address, pool_pre_ping=True)
    file = database_file(address.render_as_string(hide_password=False))
    # one connection: SQLite has one writer at a time anyway, and writes then queue here instead of at the file lock
    engine = create_async_engine(address, pool_size=1, max_overflow=0) if file else create_async_engine(address)
    if file:
        _make_private(file)
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _plain(engine: AsyncEngine) -> Engine | AsyncEngine:
    """For SQLite a second engine, with the plain driver, for the writer's own thread."""
    if engine.dialect.name != "sqlite":
        return engine
    plain = create_engine(engine.url.set(drivername="sqlite"), poolclass=StaticPool,
                          connect_args={"check_same_thread": False})
    event.listen(plain, "connect", _prepare)
    event.listen(plain, "connect", _hold_references)
    event.listen(plain, "begin", _begin)
    return plain


def _make_private(file: Path) -> None:
    """Make the folder and the file the owner's alone: they hold what people asked. SQLite's own side files follow."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"Folder {file.parent} untuk basis data tidak dapat dibuat ({error.strerror}). "
                           "Periksa izinnya, atau ganti storage.url di config.yaml.") from error
    try:
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, OWNER_ONLY))
        for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
            if file.with_name(name).exists():
                file.with_name(name).chmod(OWNER_ONLY)
    except OSError:
        # a file that cannot be opened, or is another's: SQLite says it better, see `_explained`
        return


def _prepare(connection: object, _record: object) -> None:
    """Set up a fresh SQLite connection: the driver's own, late BEGIN is switched off (see `_begin`)."""
    connection.isolation_level = None  # type: ignore[attr-defined]
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    # counts only while the file is still empty; the purge can then give space back in small steps
    cursor.execute("PRAGMA auto_vacuum = INCREMENTAL")
    cursor.execute("PRAGMA journal_mode = WAL")
    # deleted text must not linger in free pages of the file
    cursor.execute("PRAGMA secure_delete = ON")
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


def _explained(error: BaseException, place: str, on_server: bool) -> StorageError | None:
    """Say what an admin can mend; None for the rest (a cancellation, a bug)."""
    if isinstance(error, CommandError):
        return StorageError(f"Basis data {place} dibuat oleh TiruBot yang lebih baru ({error}). "
                            "Perbarui TiruBot, atau pakai berkas lain lewat storage.url.")
    if isinstance(error, DBAPIError) and on_server:
        return StorageError(f"Basis data {place} tidak dapat dibuka ({error.orig}). Periksa nama, pengguna dan sandi "
                            "di storage.url, dan apakah basis data itu sudah dibuat.")
    if isinstance(error, DBAPIError):
        return StorageError(f"Basis data {place} tidak dapat dibuka ({error.orig}). Pastikan itu berkas SQLite milik "
                            "TiruBot yang boleh ditulis, atau ganti storage.url di config.yaml.")
    if isinstance(error, OSError):
        return StorageError(f"Server basis data {place} tidak dapat dihubungi ({error.strerror or error}). Pastikan "
                            "server itu hidup, dan periksa storage.url.")
    return None
