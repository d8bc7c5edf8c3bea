"""An assistant for tests of the channels: what it says depends on nothing but the conversation's turn."""

from types import SimpleNamespace

from bot.answering.reply import Block, Button, Reply, Status
from bot.assistant import Assistant
from bot.knowledge.model import KnowledgeBase, LanguageData, NameRules, Source
from bot.understanding.conversation import Conversation

EMPTY = KnowledgeBase({}, {}, (), {}, {}, (), LanguageData({}, {}, frozenset(), frozenset()),
                      NameRules(frozenset(), frozenset(), {}, {}), {}, "v1")


class Counting(Assistant):
    """Answers with the question and how many turns its conversation has had; offers nothing on the question `cukup`."""

    def __init__(self):
        self.mind = SimpleNamespace(knowledge=EMPTY)
        self._keyed = {}
        self._turns = []

    def conversation(self, key):
        return self._keyed.setdefault(key, Conversation())

    async def reply(self, question, conversation):
        self._turns.append(conversation)
        turn = sum(one is conversation for one in self._turns)
        offers = (Button("Apa itu D'Sehat?", "d-sehat"), Button("Daerah lain", "daerah"))
        return Reply(
            Status.ANSWERED, (Block((f"{question} #{turn}",)), Block(("satu", "dua"), "Langkah", bullets=True)),
            "program", 0.123456, ("Kota Depok",), ("d-sehat",),
            (Source("Diskominfo Depok", "Judul", "2024-05-01"),), () if question == "cukup" else offers)

    async def follow(self, link, conversation):
        return await self.reply(f"tautan {link}", conversation)
