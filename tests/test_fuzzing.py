"""Nonsense does no harm: no unhandled exception, and nothing that Telegram would refuse.

`python -m benchmarks.fuzz` runs the same with ten thousand cases.
"""

import io

import pytest

from tests.channels.telegram.conftest import *  # noqa: F403 (the real application against the strict fake)
from tests.channels.telegram.test_webhook import SECRET, SECRET_HEADER
from tests.fuzzing import Fuzzer, introduce, refusals, try_settings


@pytest.mark.parametrize("seed", [1, 2])
async def test_updates_and_presses(telegram, caplog, seed):
    fuzzer = Fuzzer(seed)
    introduce(telegram.api)
    await telegram.take(*(fuzzer.update() for _ in range(150)), seconds=60.0)
    assert (await telegram.inbox.depth()).updates == 0
    assert refusals(telegram.api) == []
    assert "Galat" not in caplog.text, caplog.text


async def test_calls_of_the_webhook(tmp_path):
    import aiohttp

    from bot.channels.telegram.webhook import listen, webhook_application
    from tests.channels.telegram.test_webhook import FakeIntake, free_port

    fuzzer, port = Fuzzer(3), free_port()
    runner = await listen(webhook_application("/telegram", SECRET, FakeIntake()), "127.0.0.1", port)
    try:
        async with aiohttp.ClientSession() as session:
            for _ in range(150):
                headers = {SECRET_HEADER: SECRET, "Content-Type": "application/json"}
                async with session.post(f"http://127.0.0.1:{port}/telegram", data=io.BytesIO(fuzzer.body()),
                                        headers=headers) as answer:
                    assert answer.status in (200, 400)
    finally:
        await runner.cleanup()


def test_settings(tmp_path):
    fuzzer = Fuzzer(4)
    for _ in range(300):
        try_settings(tmp_path / "config.yaml", fuzzer.settings())
