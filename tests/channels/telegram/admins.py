"""An admin on the phone: types, taps what is shown, reads what comes."""

import asyncio
import time

from sqlalchemy import func, select

from bot.storage.tables import Asker
from tests.fake_bot_api.phone import Phone
from tests.fake_bot_api.updates import document, message, press, private

ADMIN, STRANGER = 4, 66
COST = "berapa biaya studi tiru"
NOW = int(time.time())
ANSWER = "Studi tiru tidak dipungut biaya.\nBiaya perjalanan ditanggung tamu."
SOURCE = "Dinas Kesehatan Kota Bogor, Maret 2025"




class Person(Phone):
    """Somebody in a chat with the bot.

    Args:
        telegram: both sides of the chat.
        where: who, in which chat (`tests.fake_bot_api.updates`).
    """

    def __init__(self, telegram, where):
        super().__init__(telegram.api, where)
        self.telegram = telegram

    async def say(self, text, **parts):
        """Type a message; return what comes back, as one text."""
        return await self._give(message(self.where, text, **parts))

    async def send(self, name, content):
        """Send a file; return what comes back."""
        return await self._give(document(self.where, self.api.upload(name, content)))

    async def tap(self, label):
        """Press the newest button with a label; return what comes back."""
        shown, data = self.button(label)
        return await self._give(press(self.where, data, shown))

    async def _give(self, update):
        before = self.messages
        await self.telegram.give(update)
        return self.since(before)


class Office:
    """A bot that knows little, its folder, its admin, and who asks it."""

    def __init__(self, telegram, folder):
        self.telegram, self.folder = telegram, folder
        self.shop = telegram.parts.shop
        self.admin = Person(telegram, private(ADMIN, "Bu Kader"))
        self.ani, self.budi = Person(telegram, private(11, "Ani")), Person(telegram, private(12, "Budi"))
        self.stranger = Person(telegram, private(STRANGER, "Cici"))

    def files(self):
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in self.folder.rglob("*.yaml")}

    async def queue(self):
        return [(group.first.example, group.times) for group in await self.shop.groups()]

    async def tell(self):
        """Let everybody be told who is to be."""
        teller = asyncio.create_task(self.telegram.parts.teller.run())
        try:
            async with asyncio.timeout(5):
                while await self.waiting():  # noqa: ASYNC110 (the database has no event)
                    await asyncio.sleep(0.02)
        finally:
            teller.cancel()

    async def waiting(self):
        """How many are still to be told."""
        count = select(func.count()).where(Asker.due_at.is_not(None))
        return await self.shop.database.run(lambda connection: connection.execute(count).scalar_one())

    async def preview(self, place="Topik baru: edukasi"):
        """Go from the queue to the preview of an answer to its first question."""
        await self.admin.say("/antrean")
        await self.admin.tap("1")
        await self.admin.tap("Jawab")
        await self.admin.say(ANSWER)
        await self.admin.say(SOURCE)
        return await self.admin.tap(place)
