"""The real application, fed in process, against the strict fake of Telegram."""

import asyncio
import re
import sqlite3
from types import SimpleNamespace

import pytest
from telegram import Update
from telegram.ext import ApplicationBuilder

from bot.answering.reply import Block, Button, Reply, Status
from bot.channels.telegram.app import build_application
from bot.documents.studio import Studio
from bot.knowledge.model import Source
from bot.settings import TelegramSettings
from bot.storage.log import ConversationLog
from bot.understanding.conversation import Conversation
from tests.fake_bot_api import TOKEN, FakeBotApi, FakeRequest


class FakeAssistant:
    """Stands in where what is answered does not matter: says what it was asked, and remembers by which key."""

    knowledge = SimpleNamespace(version="uji")

    def __init__(self):
        self.keys = []
        self.replies = {}

    def conversation(self, key):
        self.keys.append(key)
        return Conversation()

    async def reply(self, question, conversation):
        await asyncio.sleep(0)
        if question == "rusak":
            raise RuntimeError(f"cannot answer {question}")
        return self.replies.get(question) or self._echo(f"tanya: {question}")

    async def follow(self, link, conversation):
        return self._echo(f"tautan: {link}")

    def leads_somewhere(self, link):
        return re.fullmatch(r"[a-z0-9-]+", link) is not None and link not in ("start", "hilang")

    def _echo(self, text):
        return Reply(Status.ANSWERED, (Block((text,)),), sources=(Source("Berita Uji"),),
                     buttons=(Button("Program Depok", "depok"),))


class Telegram:
    """Both sides of the chat: push what people do, see what the bot did."""

    def __init__(self, api, application, sender, assistant, database):
        self.api, self.application, self.sender, self.assistant = api, application, sender, assistant
        self._database = database

    async def give(self, *updates):
        """Let updates arrive one by one, each handled before the next."""
        for update in updates:
            arrived = self.api.push(update)
            if arrived:
                await self.application.process_update(Update.de_json(arrived, self.application.bot))

    async def give_together(self, *updates):
        """Let updates arrive in one batch, and wait until all are handled."""
        await self.application.start()
        for update in updates:
            await self.application.update_queue.put(
                Update.de_json(self.api.push(update), self.application.bot))
        await self.application.update_queue.join()
        await self.application.stop()

    def texts(self, chat_id=None):
        return [message["text"] for message in self.api.sent(chat_id)]

    def rows(self):
        """The log's rows, as dictionaries, in the order they were written."""
        with sqlite3.connect(self._database) as connection:
            connection.row_factory = sqlite3.Row
            rows = [dict(row) for row in connection.execute("SELECT * FROM message ORDER BY id")]
        connection.close()
        return rows


@pytest.fixture
def api():
    return FakeBotApi()


@pytest.fixture
async def telegram(api, tmp_path, request):
    """The application; the mark `telegram` gives it other settings."""
    mark = request.node.get_closest_marker("telegram")
    assistant = FakeAssistant()
    database = tmp_path / "uji.db"
    builder = (ApplicationBuilder().token(TOKEN).request(FakeRequest(api)).get_updates_request(FakeRequest(api)))
    async with await ConversationLog.open(f"sqlite+aiosqlite:///{database}") as log:
        settings = TelegramSettings(api_base_url="http://uji", **(mark.kwargs if mark else {}))
        application, sender = build_application(builder, assistant, log, Studio(tmp_path / "dokumen"), settings)
        async with application:
            yield Telegram(api, application, sender, assistant, database)
