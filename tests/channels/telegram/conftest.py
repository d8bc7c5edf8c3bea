"""The real application, fed in process, against the strict fake of Telegram."""

import asyncio
import re
import sqlite3
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from telegram.ext import ApplicationBuilder

from bot.answering.reply import Block, Button, Reply, Status
from bot.assistant import Assistant
from bot.channels.telegram.app import build_application
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.ordering import ChatOrder
from bot.channels.telegram.reception import Reception
from bot.documents.studio import Studio
from bot.knowledge.folder import fingerprint
from bot.knowledge.loader import load
from bot.knowledge.model import Source
from bot.settings import TelegramSettings
from bot.storage.database import Database
from bot.storage.turns import OwnTurns
from bot.understanding.conversation import Conversation
from bot.upkeep.reloading import Reloader
from bot.upkeep.versions import Versions
from tests.channels.telegram.admins import ADMIN, COST, Office
from tests.fake_bot_api import TOKEN, FakeBotApi, FakeRequest
from tests.knowledge.small_folder import SMALL, write_knowledge


class FakeAssistant:
    """Stands in where what is answered does not matter: says what it was asked, and remembers by which key."""

    knowledge = SimpleNamespace(version=fingerprint({name: text.encode() for name, text in SMALL.items()}))
    mind = SimpleNamespace(knowledge=knowledge)

    def __init__(self):
        self.keys = []
        self.replies = {}

    def conversation(self, key):
        self.keys.append(key)
        return Conversation()

    def forget(self, key):
        self.keys.append(f"lupa {key}")

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


def resting(assistant, folder):
    """A reloader whose folder holds what the assistant already answers from."""
    return Reloader(write_knowledge(folder / "pengetahuan", SMALL), assistant, Versions(folder / "versi"))


class Telegram:
    """Both sides of the chat: push what people do, see what the bot did."""

    def __init__(self, api, parts, assistant, database):
        self.api, self.parts, self.assistant = api, parts, assistant
        self.application, self.sender, self.inbox = parts.application, parts.sender, parts.inbox
        self.now = lambda: datetime.now(UTC)
        self._database = database

    async def give(self, *updates):
        """Let updates arrive one by one, each handled before the next."""
        for update in updates:
            arrived = self.api.push(update)
            if arrived:
                await self.take(arrived)

    async def give_together(self, *updates):
        """Let updates arrive in one batch, and wait until all are handled."""
        await self.take(*(self.api.push(update) for update in updates))

    async def take(self, *arrived, seconds=20.0):
        """Bring updates as Telegram does, and wait until they are handled or put off; what was left before, too."""
        reception = Reception(self.application, self.parts.dialogue, self.inbox, OwnTurns.fence, lambda: self.now())
        order = ChatOrder(self.inbox, OwnTurns(), reception.receive)
        await order.start()
        await Intake(self.inbox, order, reception.handle_at_once).take(arrived)
        await order.stop(seconds)

    async def keep(self, *arrived, seconds=10.0):
        """Bring updates and go on until nothing waits, also what was put off."""
        reception = Reception(self.application, self.parts.dialogue, self.inbox, OwnTurns.fence, lambda: self.now())
        order = ChatOrder(self.inbox, OwnTurns(), reception.receive)
        await Intake(self.inbox, order, reception.handle_at_once).take(arrived)
        async with asyncio.timeout(seconds):
            while (await self.inbox.depth()).updates:  # noqa: ASYNC110 (the database has no event)
                await asyncio.sleep(0.02)
        await order.stop(5)

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


@asynccontextmanager
async def application(api, reloader, folder, **settings):
    """The application, with a database in a folder."""
    file = folder / "uji.db"
    builder = (ApplicationBuilder().token(TOKEN).request(FakeRequest(api)).get_updates_request(FakeRequest(api)))
    async with await Database.open(f"sqlite+aiosqlite:///{file}") as database:
        parts = build_application(builder, reloader, database, Studio(folder / "dokumen"),
                                  TelegramSettings(api_base_url="http://uji", **settings))
        async with parts.application:
            yield Telegram(api, parts, reloader.assistant, file)


@pytest.fixture
async def telegram(api, tmp_path, request):
    """The application; the mark `telegram` gives it other settings."""
    mark = request.node.get_closest_marker("telegram")
    async with application(api, resting(FakeAssistant(), tmp_path), tmp_path, **(mark.kwargs if mark else {})) as parts:
        yield parts


def opened(api, folder, admins=(ADMIN,)):
    """An application that knows little, with a folder of its own and admins."""
    knowledge = write_knowledge(folder / "pengetahuan", SMALL) if not (folder / "pengetahuan").exists() else (
        folder / "pengetahuan")
    reloader = Reloader(knowledge, Assistant(load(knowledge)), Versions(folder / "versi"))
    return application(api, reloader, folder, admins=list(admins), questions_per_minute=0)


@pytest.fixture
async def office(api, tmp_path):
    async with opened(api, tmp_path) as telegram:
        yield Office(telegram, tmp_path / "pengetahuan")


@pytest.fixture
async def asked(office):
    """The office after three have asked the same in vain, one of them something else too."""
    await office.ani.say(COST)
    await office.budi.say(f"{COST}?")
    await office.budi.say(COST)
    await office.ani.say("resep nugget kelor")
    return office
