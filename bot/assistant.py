"""The one door: a question and its conversation go in, a reply comes out."""

from __future__ import annotations

from bot.answering.reply import Block, Reply, Status
from bot.knowledge.model import KnowledgeBase
from bot.understanding.conversation import Conversation


class Assistant:
    """Answers questions from one knowledge base; knows no channel."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self.knowledge = knowledge
        self._conversations: dict[str, Conversation] = {}

    def conversation(self, key: str) -> Conversation:
        """Return the running conversation under a key, or a fresh one."""
        return self._conversations.setdefault(key, Conversation())

    async def reply(self, question: str, conversation: Conversation) -> Reply:
        """Answer one message as typed; never raises on any text."""
        return Reply(Status.ANSWERED, (Block((f"Ibu/Bapak bertanya: {question}",)),))

    async def follow(self, link: str, conversation: Conversation) -> Reply:
        """Answer a pressed button or an opened deep link; an unknown link gets the greeting.

        Args:
            link: a `Button.link`, a program or topic id, a region code without its dot, or one of the menu's words
                `bantuan`, `program`, `daerah`, `sumber`.
        """
        return Reply(Status.ANSWERED, (Block((f"Tautan: {link}",)),))
