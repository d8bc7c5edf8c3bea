"""An admin on the phone: types, taps what is shown, reads what comes."""

from tests.fake_bot_api.updates import document, message, press


class Person:
    """Somebody in a chat with the bot.

    Args:
        telegram: both sides of the chat.
        where: who, in which chat (`tests.fake_bot_api.updates`).
    """

    def __init__(self, telegram, where):
        self.telegram, self.where = telegram, where
        self.chat_id = where["chat"]["id"]

    @property
    def messages(self):
        """What the bot has written here."""
        return self.telegram.api.sent(self.chat_id)

    async def say(self, text, **parts):
        """Type a message; return what comes back, as one text."""
        return await self._give(message(self.where, text, **parts))

    async def send(self, name, content):
        """Send a file; return what comes back."""
        return await self._give(document(self.where, self.telegram.api.upload(name, content)))

    async def tap(self, label):
        """Press the newest button with a label; return what comes back."""
        shown, data = self.button(label)
        return await self._give(press(self.where, data, shown))

    def button(self, label):
        """The newest message with a button of a label, and the button's data."""
        for shown in reversed(self.messages):
            for row in shown.get("reply_markup", {}).get("inline_keyboard", []):
                for key in row:
                    if key["text"] == label:
                        return shown, key["callback_data"]
        raise AssertionError(f"no button {label}; the buttons: {[m.get('reply_markup') for m in self.messages]}")

    def labels(self):
        """The labels under the newest message."""
        return [key["text"] for row in self.messages[-1].get("reply_markup", {}).get("inline_keyboard", [])
                for key in row]

    async def _give(self, update):
        before = {shown["message_id"]: shown for shown in self.messages}
        await self.telegram.give(update)
        fresh = [shown for shown in self.messages if before.get(shown["message_id"]) != shown]
        return "\n".join(shown.get("text", shown.get("caption", "")) for shown in fresh)
