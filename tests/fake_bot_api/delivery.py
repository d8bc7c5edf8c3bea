"""Telegram's side of a webhook: brings updates to the address that the bot named, until each was taken."""

import asyncio
from threading import Thread

import aiohttp

from tests.fake_bot_api.updates import chat_of

RETRY_SECONDS = 0.1
AT_ONCE = 40
"""Calls side by side, as Telegram's `max_connections`."""


class Delivery:
    """Delivers a `FakeBotApi`'s updates as Telegram does: one of a chat after the other, again until it gets a 200.

    Args:
        api: whose updates; it knows the webhook's address and secret.
        twice: whether every update is brought once more after it was taken.
    """

    def __init__(self, api, twice=False):
        self.api, self._twice = api, twice
        self.answers = []
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self):
        self._thread.start()
        self._task = asyncio.run_coroutine_threadsafe(self._run(), self._loop)
        return self

    def __exit__(self, *_exception):
        self._task.cancel()
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    @staticmethod
    async def _end():
        """Let every task notice that it is over."""
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _run(self):
        chats, lines = {}, set()
        limit = asyncio.Semaphore(AT_ONCE)
        # a new connection for each call, so that what stands in front of several bots spreads them
        connector = aiohttp.TCPConnector(force_close=True)
        async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=5)) as session:
            while True:
                for update in self.api.take_for_webhook():
                    chat = chat_of(update)
                    waiting = chats.setdefault(chat, [])
                    waiting.append(update)
                    if len(waiting) == 1:
                        line = asyncio.create_task(self._deliver(session, limit, waiting))
                        lines.add(line)
                        line.add_done_callback(lines.discard)
                await asyncio.sleep(0.01)

    async def _deliver(self, session, limit, waiting):
        while waiting:
            async with limit:
                taken = await self._call(session, waiting[0])
                if taken and self._twice:
                    await self._call(session, waiting[0])
            if taken:
                waiting.pop(0)
            else:
                await asyncio.sleep(RETRY_SECONDS)

    async def _call(self, session, update):
        address, secret = self.api.webhook
        try:
            async with session.post(address, json=update,
                                    headers={"X-Telegram-Bot-Api-Secret-Token": secret}) as response:
                await response.read()
                self.answers.append(response.status)
                return response.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False
