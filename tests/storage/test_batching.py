"""Group commit: what waits together is written together, and one bad item harms no other."""

import asyncio
import itertools

import pytest

from bot.storage import batching
from bot.storage.batching import Batch


class Writer:
    def __init__(self):
        self.groups = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self, items):
        await self.gate.wait()
        self.groups.append(list(items))
        if "buruk" in items:
            raise ValueError("buruk")
        return [f"{item}!" for item in items]


async def test_what_comes_while_one_is_written_is_written_together():
    writer = Writer()
    batch = Batch(writer)
    writer.gate.clear()
    adding = [asyncio.create_task(batch.add(item)) for item in "abcd"]
    await asyncio.sleep(0)
    writer.gate.set()
    assert await asyncio.gather(*adding) == ["a!", "b!", "c!", "d!"]
    assert len(writer.groups) < 4
    assert list(itertools.chain(*writer.groups)) == ["a", "b", "c", "d"]


async def test_bad_item_fails_alone():
    writer = Writer()
    batch = Batch(writer)
    results = await asyncio.gather(*(batch.add(item) for item in ("a", "buruk", "c")), return_exceptions=True)
    assert results[0] == "a!" and isinstance(results[1], ValueError) and results[2] == "c!"


async def test_a_group_has_its_limit(monkeypatch):
    monkeypatch.setattr(batching, "MOST_TOGETHER", 3)
    writer = Writer()
    batch = Batch(writer)
    await asyncio.gather(*(batch.add(number) for number in range(10)))
    assert max(map(len, writer.groups)) == 3


async def test_whoever_gives_up_waiting_leaves_the_others_alone():
    writer = Writer()
    batch = Batch(writer)
    writer.gate.clear()
    first, second = (asyncio.create_task(batch.add(item)) for item in "ab")
    await asyncio.sleep(0)
    first.cancel()
    writer.gate.set()
    assert await second == "b!"
    await batch.drain()
    with pytest.raises(asyncio.CancelledError):
        await first
