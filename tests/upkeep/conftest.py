"""A small knowledge folder on disk, and an assistant that is kept on its state."""

import asyncio
import contextlib
import time

import pytest

from bot.assistant import Assistant
from bot.knowledge.loader import load
from bot.upkeep.reloading import Reloader
from bot.upkeep.versions import Versions
from bot.upkeep.watching import watch
from tests.knowledge.small_folder import SMALL

TOPIC = "topik/stunting.yaml"
ANSWER = "Stunting adalah gangguan tumbuh kembang anak."


def write_files(folder, texts):
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path):
    return write_files(tmp_path / "pengetahuan", SMALL)


@pytest.fixture
def versions(tmp_path):
    return Versions(tmp_path / "data" / "versi")


@pytest.fixture
def edit(folder):
    """Change a file as an editor does, in one step."""
    def change(old, new, name=TOPIC):
        file = folder / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return change


@pytest.fixture
async def reloader(folder, versions):
    reloader = Reloader(folder, Assistant(load(folder)), versions)
    await reloader.start()
    yield reloader
    await reloader.stop()


@pytest.fixture
async def watched(reloader):
    """The reloader with the folder being watched; `told` collects the news."""
    told = []

    async def hear(outcome):
        told.append(outcome)

    reloader.tell(hear)
    reloader.told = told
    watching = asyncio.create_task(watch(reloader.folder, reloader.reload))
    yield reloader
    watching.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await watching


async def until(done, seconds=5.0):
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "in vain"
        await asyncio.sleep(0.01)
