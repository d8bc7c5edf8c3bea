import asyncio
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import create_async_engine

import bot.storage
from bot.storage.database import migrate, open_database
from bot.storage.errors import StorageError
from bot.storage.tables import Base
from tests.databases import rows

FOLDER = Path(bot.storage.__file__).parent / "migrations"


def revisions():
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()][::-1]


def difference(connection):
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return compare_metadata(context, Base.metadata)


@pytest.mark.parametrize("revision", [None, *revisions()])
async def test_a_database_of_any_revision_becomes_what_the_tables_say(url, revision, tmp_path):
    (tmp_path / "folder yang belum ada").mkdir()
    if revision:
        engine = create_async_engine(url)
        async with engine.begin() as connection:
            await connection.run_sync(migrate, revision)
        await engine.dispose()
    engine = await open_database(url)
    try:
        async with engine.connect() as connection:
            assert await connection.run_sync(difference) == []
    finally:
        await engine.dispose()


async def test_the_comparison_sees_a_missing_index(tmp_path):
    engine = await open_database(f"sqlite+aiosqlite:///{tmp_path}/tirubot.db")
    try:
        async with engine.begin() as connection:
            await connection.exec_driver_sql("DROP INDEX ix_message_time")
            assert [change[0] for change in await connection.run_sync(difference)] == ["add_index"]
    finally:
        await engine.dispose()


async def test_rows_stay_when_the_database_is_opened_again(tmp_path):
    file = tmp_path / "tirubot.db"
    url = f"sqlite+aiosqlite:///{file}"
    await (await open_database(url)).dispose()
    connection = sqlite3.connect(file)
    connection.execute("INSERT INTO open_question (wording, status, state, regions, programs, intent, example, "
                       "first_asked, last_asked, times) "
                       "VALUES ('q', 'no_data', 'open', '[]', '[]', 'x', 'q', '2026-01-01', '2026-01-01', 1)")
    connection.commit()
    await (await open_database(url)).dispose()
    assert connection.execute("SELECT count(*) FROM open_question").fetchone() == (1,)
    assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(revisions()[-1],)]
    connection.close()


async def test_open_questions_of_before_are_given_their_words_and_state(url, tmp_path):
    (tmp_path / "folder yang belum ada").mkdir()
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(migrate, "0001")
        for example, settled in (("Berapa di Depok?", "NULL"), ("sejak kapan", "'2026-02-01 00:00:00'")):
            await connection.exec_driver_sql(
                "INSERT INTO open_question (regions, programs, intent, example, first_asked, last_asked, times, "
                f"answered_at) VALUES ('[]', '[]', '{example[:3]}', '{example}', '2026-01-01 00:00:00', "
                f"'2026-01-01 00:00:00', 3, {settled})")
    await engine.dispose()
    await (await open_database(url)).dispose()
    assert [(row["wording"], row["status"], row["state"], row["times"]) for row in rows(url, "open_question")] == [
        ("berapa di depok", "no_data", "open", 3), ("sejak kapan", "no_data", "answered", 3)]


async def test_a_database_of_a_newer_program_is_refused(tmp_path):
    file = tmp_path / "tirubot.db"
    url = f"sqlite+aiosqlite:///{file}"
    await (await open_database(url)).dispose()
    connection = sqlite3.connect(file)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    with pytest.raises(StorageError, match="dibuat oleh TiruBot yang lebih baru"):
        await open_database(url)


async def test_a_path_with_spaces_and_a_percent_sign_works(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    await (await open_database("sqlite+aiosqlite:///dari folder 100%/tirubot.db")).dispose()
    assert (tmp_path / "dari folder 100%" / "tirubot.db").is_file()


async def test_references_are_held_but_not_while_migrating(tmp_path, monkeypatch):
    held = []

    def watched(connection):
        held.append(connection.exec_driver_sql("PRAGMA foreign_keys").scalar())
        migrate(connection)

    monkeypatch.setattr("bot.storage.database.migrate", watched)
    engine = await open_database(f"sqlite+aiosqlite:///{tmp_path}/tirubot.db")
    try:
        for _ in range(2):
            async with engine.connect() as connection:
                held.append((await connection.exec_driver_sql("PRAGMA foreign_keys")).scalar())
            await engine.dispose()
    finally:
        await engine.dispose()
    assert held == [0, 1, 1]


async def test_a_database_that_is_not_on_the_server_is_named(postgres):
    with pytest.raises(StorageError, match=r"tidakada tidak dapat dibuka .*does not exist.*sudah dibuat"):
        await open_database(postgres.url("tidakada"))


async def test_processes_that_start_together_migrate_once(postgres):
    url = postgres.fresh()
    engines = await asyncio.gather(*(open_database(url) for _ in range(4)))
    for engine in engines:
        await engine.dispose()
