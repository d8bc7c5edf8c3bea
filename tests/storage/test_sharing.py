"""Several processes on one PostgreSQL: who answers which chat, what all of them know."""

import asyncio

import pytest

from bot.channels.telegram import ordering
from bot.channels.telegram.ordering import ChatOrder
from bot.storage.announcements import Announcements
from bot.storage.database import Database
from bot.storage.inbox import Arrival, Inbox
from bot.storage.memory import Memory, remember
from bot.storage.turns import OwnTurns, SharedTurns, lock_number, turns_of
from bot.understanding.conversation import Conversation, Focus
from bot.understanding.interpretation import Interpretation
from tests.databases import execute


@pytest.fixture
async def two(postgres, tmp_path):
    """Two processes' views of one database."""
    url = postgres.fresh()
    async with (await Database.open(url, tmp_path / "kunci") as one,
                await Database.open(url, tmp_path / "kunci") as other):
        yield one, other


async def test_a_chat_is_one_processs_at_a_time(two):
    one, other = SharedTurns(two[0].engine), SharedTurns(two[1].engine)
    assert await one.acquire("a") and not await other.acquire("a")
    assert await other.acquire("b")
    await one.release("a")
    assert await other.acquire("a")
    await one.close()
    await other.close()


async def test_a_process_that_dies_lets_go_at_once(two):
    one, other = SharedTurns(two[0].engine), SharedTurns(two[1].engine)
    assert await one.acquire("a")
    execute(two[0].engine.url.render_as_string(hide_password=False),
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()")
    async with asyncio.timeout(5):
        while not await other.acquire("a"):  # noqa: ASYNC110 (the server tells nobody)
            await asyncio.sleep(0.05)
    assert not await one.acquire("a"), "what the server took away must be asked for anew"
    assert not await one.acquire("a")
    await one.close()
    await other.close()


async def test_locks_differ_and_fit_the_server():
    numbers = {lock_number(str(number)) for number in range(10_000)}
    assert len(numbers) == 10_000
    assert all(-2**63 <= number < 2**63 for number in numbers)


async def test_a_file_is_one_processs_own(tmp_path):
    async with await Database.open(f"sqlite+aiosqlite:///{tmp_path}/x.db") as database:
        assert isinstance(turns_of(database), OwnTurns)


async def test_two_processes_keep_the_order_and_answer_each_update_once(two, monkeypatch):
    monkeypatch.setattr(ordering, "SWEEP_SECONDS", 0.1)
    answered, orders = [], []
    for name, database in zip("ab", two, strict=True):
        inbox = Inbox(database)

        async def receive(waiting, inbox=inbox, name=name):
            [entry, *_] = waiting
            await asyncio.sleep(0.002)
            answered.append((entry.payload["chat"], entry.update_id, name))
            await inbox.finish([entry.update_id])
            return False

        order = ChatOrder(inbox, turns_of(database), receive)
        await order.start()
        orders.append((inbox, order))
    for number in range(60):
        inbox, order = orders[number % 2]
        order.wake(await inbox.put([Arrival(number, number % 3, None, {"chat": number % 3})]))
    async with asyncio.timeout(20):
        while len(answered) < 60:  # noqa: ASYNC110 (what happens in two orders has no event of its own)
            await asyncio.sleep(0.02)
    for _, order in orders:
        await order.stop(5)
    for chat in range(3):
        assert [number for where, number, _ in answered if where == chat] == list(range(chat, 60, 3))
    assert {name for *_, name in answered} == {"a", "b"}


async def test_what_one_process_announces_the_other_hears(two):
    heard = asyncio.Queue()
    listening = asyncio.create_task(Announcements(two[1]).listen(heard.put_nowait))
    async with asyncio.timeout(10):
        while heard.empty():
            await Announcements(two[0]).announce("v1")
            await asyncio.sleep(0.05)
    assert await heard.get() == "v1"
    assert await Announcements(two[1]).newest() == "v1"
    await Announcements(two[0]).announce("v2")
    async with asyncio.timeout(5):
        while await heard.get() != "v2":
            pass
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)


async def test_on_a_file_there_is_nobody_to_hear(tmp_path):
    async with await Database.open(f"sqlite+aiosqlite:///{tmp_path}/x.db") as database:
        announcements = Announcements(database)
        await announcements.announce("v1")
        assert await announcements.newest() == "v1"
        await asyncio.wait_for(announcements.listen(lambda version: None), 1)


async def kept(database, row):
    await database.run(lambda connection: remember(connection, [row]))


async def test_a_follow_up_is_understood_by_whichever_process_gets_it(two):
    one, other = Memory(two[0], "telegram"), Memory(two[1], "telegram")
    said = Conversation(1.0, Focus("prevalence", ("64.02",), programs=("raga-pantas",)),
                        (Interpretation("compare", 0.5, ("32.76",), urgent=True),))
    await kept(two[0], one.row(said, 11, 11))
    heard = Conversation()
    await other.recall(heard, 11, 11)
    assert (heard.focus, heard.pending) == (said.focus, said.pending)
    assert heard.last_seen > 0
    heard.focus = Focus("visit_destination", ("32.76",))
    await kept(two[1], other.row(heard, 11, 11))
    await one.recall(said, 11, 11)
    assert said.focus.regions == ("32.76",)
    stranger = Conversation()
    await one.recall(stranger, 11, 12)
    assert stranger == Conversation()
