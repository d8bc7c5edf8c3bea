"""What somebody sees of a chat with the bot on a phone."""


class Phone:
    """A chat, from its owner's side.

    Args:
        api: the Bot API.
        where: who, in which chat (`tests.fake_bot_api.updates`).
    """

    def __init__(self, api, where):
        self.api, self.where = api, where
        self.chat_id = where["chat"]["id"]

    @property
    def messages(self):
        """What the bot has written here."""
        return self.api.sent(self.chat_id)

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

    def since(self, before):
        """What has come or changed since `messages` was `before`, as one text."""
        known = {shown["message_id"]: shown for shown in before}
        fresh = [shown for shown in self.messages if known.get(shown["message_id"]) != shown]
        return "\n".join(shown.get("text", shown.get("caption", "")) for shown in fresh)
