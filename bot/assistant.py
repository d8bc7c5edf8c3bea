"""The one door: a question and its conversation go in, a reply comes out."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from bot.answering.answerer import answer
from bot.answering.desk import Answer, Desk
from bot.answering.reply import Reply
from bot.knowledge.model import KnowledgeBase
from bot.understanding.conversation import Conversation
from bot.understanding.explain import explain
from bot.understanding.interpretation import Interpretation, decode
from bot.understanding.interpreter import Interpreter

_MENU = {"bantuan": "help", "program": "about_programs", "daerah": "about_coverage", "sumber": "about_sources"}
_MOST_CONVERSATIONS = 10_000
_GREETING = "greet"


class Assistant:
    """Answers questions from one knowledge base; knows no channel."""

    def __init__(self, knowledge: KnowledgeBase, clock: Callable[[], float] = time.monotonic) -> None:
        """Make ready to answer.

        Args:
            knowledge: what to answer from.
            clock: seconds that only grow; tests pass their own.
        """
        self.knowledge = knowledge
        self._clock = clock
        self.interpreter = Interpreter(knowledge)
        self._desk = Desk(knowledge, self.interpreter.reader.lexicon, self.interpreter.reader.asking)
        self._conversations: OrderedDict[str, Conversation] = OrderedDict()

    def conversation(self, key: str) -> Conversation:
        """Return the running conversation under a key, or a fresh one; the longest unused are forgotten first."""
        conversation = self._conversations.setdefault(key, Conversation())
        self._conversations.move_to_end(key)
        if len(self._conversations) > _MOST_CONVERSATIONS:
            self._conversations.popitem(last=False)
        return conversation

    def forget(self, key: str) -> None:
        """Forget what a conversation was about."""
        self._conversations.pop(key, None)

    async def reply(self, question: str, conversation: Conversation) -> Reply:
        """Answer one message as typed; never raises on any text."""
        conversation.forget_if_old(self._clock())
        return self._answered(self.interpreter.interpret(question, conversation), conversation)

    async def follow(self, link: str, conversation: Conversation) -> Reply:
        """Answer a pressed button or an opened deep link; an unknown link gets the greeting.

        Args:
            link: a `Button.link`, a program, visit or topic id, a region code without its dot, or one of the menu's
                words `bantuan`, `program`, `daerah`, `sumber`.
            conversation: the conversation that the answer becomes part of.
        """
        conversation.forget_if_old(self._clock())
        interpretation = (Interpretation(_MENU[link]) if link in _MENU
                          else decode(link, self.knowledge) or Interpretation(_GREETING))
        return self._answered(interpretation, conversation)

    def explain(self, question: str, conversation: Conversation) -> str:
        """Say in an admin's words why a question is read as it is."""
        return explain(self.interpreter, question, conversation)

    def _answered(self, interpretation: Interpretation, conversation: Conversation) -> Reply:
        result: Answer = answer(interpretation, self._desk)
        conversation.pending = result.pending
        if result.focus is not None:
            conversation.remember(result.focus)
        return result.reply
