"""An admin on the phone: types, taps what is shown, reads what comes."""

from tests.fake_bot_api.phone import Phone
from tests.fake_bot_api.updates import document, message, press


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
