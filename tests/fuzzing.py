"""Seeded nonsense: updates, presses, calls of the webhook and settings as no honest sender makes them."""

import json
import random
import string

from bot.settings import SettingsError, load_settings
from tests.fake_bot_api.updates import STANDINGS, membership

WORDS = (
    "apa itu stunting", "program apa di Depok", "/start", "/daerah", "/tanya@TiruUjiBot", "<b>", "&amp;", "' OR 1=1 --",
    "*tebal* _miring_ [x](y)", "081234567890", "\u202e\u200b", "é" * 40, "🤱" * 20, "x" * 4096, "\0", "{}", "%s%n",
    "../../etc/passwd", "/hapusdatasaya", "privasi:hapus", "kalau di Depok?", "yang kedua", "",
)
DATA = ("depok", "prevalence--6402", "privasi:hapus", "privasi:", "j:1:2", "start", "--", "topic--x", "\0",
        "a" * 64, "")
IDS = (0, 1, 7, -1, -100_777, 2**31, 2**63 - 1, 2**70, -2**63, True, None, "7", 1.5, [], {})


class Fuzzer:
    """Makes cases from a seed; the same seed makes the same ones."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self._number = 1_000_000 * (seed % 1_000)

    def update(self):
        """An update: mostly well-formed with odd contents, sometimes with a broken part."""
        self._number += 1
        kind = self.random.choice(("message", "message", "message", "edited_message", "callback_query",
                                   "callback_query", "my_chat_member", "channel_post", "poll", "inline_query"))
        if kind == "my_chat_member":
            standings = self.random.choices(tuple(STANDINGS), k=2)
            update = {"update_id": self._number, **membership(self._where(), *standings)}
        else:
            body = self._callback() if kind == "callback_query" else self._message()
            update = {"update_id": self._number, kind: body}
        if self.random.random() < 0.25:
            self._break(update)
            update["update_id"] = self._number
        return update

    def data(self):
        """A button's data."""
        chance = self.random
        return chance.choice((chance.choice(DATA), "".join(chance.choices(string.printable, k=chance.randint(0, 64)))))

    def body(self):
        """The bytes of a webhook call."""
        text = json.dumps(self.update()).encode()
        for _ in range(self.random.randint(0, 3)):
            place = self.random.randrange(len(text))
            text = text[:place] + bytes([self.random.randrange(256)]) + text[place + self.random.randint(0, 5):]
        return text

    def settings(self):
        """The text of a configuration file."""
        chance = self.random
        lines = ["telegram:", '  token: "1:x"', "  mode: webhook", "storage:", "  url: sqlite+aiosqlite:///x.db",
                 "webhook:", "  port: 80", "  secret: rahasia-rahasia-1", "monitoring: {port: 1}",
                 "logs:", "  format: json",
                 "? [a]", "- b", "&a x: *a", "\ttab", "a: !!python/name:os.system", "x: |", "  y", "{", "[", "'", '"']
        chosen = chance.sample(lines, chance.randint(0, 12))
        text = "\n".join(chosen)
        for _ in range(chance.randint(0, 3)):
            place = chance.randrange(len(text) + 1)
            text = text[:place] + chance.choice((*string.printable, "\0", "é", "\u2028")) + text[place:]
        return text

    def _text(self):
        return " ".join(self.random.choices(WORDS, k=self.random.randint(0, 3)))[:4096]

    def _where(self):
        number = self.random.choice((11, 12, 13))
        if self.random.random() < 0.7:
            return {"chat": {"id": number, "type": "private", "first_name": self._text()[:60] or "x"},
                    "from": {"id": number, "is_bot": False, "first_name": self._text()[:60] or "x"}}
        return {"chat": {"id": -100_777, "type": self.random.choice(("supergroup", "group")), "title": "PKK"},
                "from": {"id": number, "is_bot": False, "first_name": "Wati"}}

    def _message(self):
        message = {"message_id": self.random.randrange(1, 10**6), "date": self.random.choice((0, 1, 1_800_000_000)),
                   **self._where()}
        text = self._text()
        if self.random.random() < 0.85:
            message["text"] = text
            length = len(text.encode("utf-16-le")) // 2
            message["entities"] = [{"type": self.random.choice(("bot_command", "mention", "url", "bold")),
                                    "offset": self.random.choice((0, length, 3)),
                                    "length": self.random.choice((1, length, 500))}
                                   for _ in range(self.random.randint(0, 2))]
            if text.startswith("/"):
                message["entities"].append({"type": "bot_command", "offset": 0, "length": len(text.split()[0])})
        else:
            message |= self.random.choice((
                {"contact": {"phone_number": "+628123456789", "first_name": "x"}}, {"caption": text, "photo": []},
                {"voice": {"file_id": "f", "file_unique_id": "u", "duration": 1}}, {"migrate_to_chat_id": -100_778},
                {"new_chat_members": []}, {"location": {"latitude": 1.0, "longitude": 2.0}}))
        return message

    def _callback(self):
        where = self._where()
        shown = {"message_id": self.random.randrange(1, 10**6), "date": self.random.choice((0, 1_700_000_000)),
                 "chat": where["chat"], "text": "jawaban"}
        return {"id": str(self.random.randrange(10**18)), "from": where["from"], "chat_instance": "1",
                "data": self.data(), "message": shown}

    def _break(self, update):
        """Put something that does not belong there into some part of an update."""
        holder = update
        while True:
            keys = list(holder)
            if not keys:
                return
            key = self.random.choice(keys)
            if isinstance(holder[key], dict) and holder[key] and self.random.random() < 0.8:
                holder = holder[key]
                continue
            holder[key] = self.random.choice(IDS)
            return


def try_settings(file, text):
    """Load settings from a text; only their own kind of refusal is allowed."""
    file.write_text(text, encoding="utf-8", errors="replace")
    try:
        load_settings(file, {})
    except SettingsError as error:
        assert str(error)


MADE_UP = ("chat not found", "message to edit not found", "query is too old")
"""Refusals that the fuzzer itself causes: it presses buttons under messages that nobody sent."""


def refusals(api):
    """What the strict server refused and should not have been sent."""
    return [call.refused for call in api.calls
            if call.refused and not any(words in call.refused for words in MADE_UP)]


def introduce(api):
    """Let the chats of the fuzzer be known, so that the bot can write there."""
    for number in (11, 12, 13, -100_777):
        api.push({"message": {"message_id": 1, "date": 1, "chat": {"id": number, "type": "private"},
                              "from": {"id": 1, "is_bot": False, "first_name": "x"}}})
