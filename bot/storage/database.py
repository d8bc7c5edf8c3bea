"""Opening the database: its folder, its connection's settings, its migrations and its key."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Self, TypeVar

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Connection, make_url, select, text
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, InvalidRequestError, NoSuchModuleError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.engines import asynchronous, keep_whole, plain
from bot.storage.errors import StorageError
from bot.storage.failures import unusable
from bot.storage.pseudonyms import Pseudonyms
from bot.storage.sealing import Sealer
from bot.storage.statements import insert_missing
from bot.storage.tables import Installation
from bot.storage.writer import Writer

DEFAULT_FOLDER = Path("data")
"""Where the key goes when the database is no file."""
_MIGRATION_LOCK = 7_208_411_001
"""Names the advisory lock under which one of several processes on a PostgreSQL server migrates."""

Item = TypeVar("Item")
Result = TypeVar("Result")


class Database:
    """An open database with its writer and the keys for pseudonyms and sealed texts; `close` it whatever happens."""

    def __init__(self, engine: AsyncEngine, key: bytes, patient: bool = False) -> None:
        self.engine = engine
        self.writer = Writer(plain(engine), patient)
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
        with _explaining():
            return await self.writer.run(work, durable)

    def run_together(self, work: Callable[[Connection, Sequence[Item]], Sequence[Result]],
                     item: Item) -> Coroutine[Any, Any, Result]:
        """Put a piece of work in line now; see `Writer.hand_over`.

        Returns:
            What waits for the result, and raises StorageError where the database refuses the work.

        Raises:
            StorageError: the database is closed.
        """
        return _awaited(self.writer.hand_over(work, item))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction beside the writer's line, for what is seldom done.

        Raises:
            StorageError: the database cannot be used; a row that is there already stays an IntegrityError.
        """
        with _explaining():
            async with self.engine.begin() as connection:
                yield connection

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


async def _awaited(done: asyncio.Future[Result]) -> Result:
    with _explaining():
        return await done


@contextmanager
def _explaining() -> Iterator[None]:
    """Say in an admin's words why the database refuses; that a row is there already is its caller's to know."""
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as error:
        raise unusable(error) from error


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
        engine = asynchronous(address, database_file(url))
    except (ArgumentError, InvalidRequestError, NoSuchModuleError, ImportError) as error:
        raise StorageError(f"storage.url tidak dapat dipakai ({error}). Contoh yang benar: "
                           "sqlite+aiosqlite:///data/tirubot.db") from error
    try:
        async with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
            await connection.run_sync(migrate)
        await keep_whole(engine)
    except BaseException as error:
        # the driver's thread is no daemon: a connection left open would keep the process alive for ever
        await engine.dispose()
        explanation = _explained(error, place, on_server=engine.dialect.name != "sqlite")
        if explanation is None:
            raise
        raise explanation from error
    return engine


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
