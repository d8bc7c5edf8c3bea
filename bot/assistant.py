"""The one door: a question and its conversation go in, a reply comes out."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property, lru_cache

from bot.answering.answerer import answer
from bot.answering.cards import Card, Cards
from bot.answering.desk import Answer, Desk
from bot.answering.matchmaker import explain as explain_matches
from bot.answering.reply import Reply
from bot.knowledge.model import KnowledgeBase
from bot.understanding.conversation import Conversation, Focus
from bot.understanding.explain import explain
from bot.understanding.interpretation import Interpretation, decode
from bot.understanding.interpreter import Interpreter

_MENU = {"bantuan": "help", "program": "about_programs", "daerah": "about_coverage", "sumber": "about_sources"}
_MOST_CONVERSATIONS = 10_000
_MOST_ANSWERS = 2_000
"""Answers remembered: many people ask the same things, and the same question after the same answer is the same."""
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
        self._remembered = lru_cache(maxsize=_MOST_ANSWERS)(self._answer_afresh)

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
        if conversation.pending:
            result = self._answer(self.interpreter.interpret(question, conversation))
        else:
            result = self._remembered(question, conversation.focus)
        return self._taken_up(result, conversation)

    async def follow(self, link: str, conversation: Conversation) -> Reply:
        """Answer a pressed button or an opened deep link; an unknown link gets the greeting.

        Args:
            link: a `Button.link`, a program, visit or topic id, a region code without its dot, or one of the menu's
                words `bantuan`, `program`, `daerah`, `sumber`.
            conversation: the conversation that the answer becomes part of.
        """
        conversation.forget_if_old(self._clock())
        return self._taken_up(self._answer(self._meant(link) or Interpretation(_GREETING)), conversation)

    def leads_somewhere(self, link: str) -> bool:
        """Say whether a link names something; one of an older knowledge base may not (any more)."""
        return self._meant(link) is not None

    def cards(self, typed: str) -> list[Card]:
        """Return the entries that what has been typed so far may mean, the likeliest first."""
        return self._cards.find(typed, self.interpreter.interpret(typed, Conversation()))

    def explain(self, question: str, conversation: Conversation) -> str:
        """Say in an admin's words why a question is read as it is."""
        meaning = self.interpreter.interpret(question, conversation)
        lines = explain(self.interpreter, question, meaning)
        if meaning.intent == "recommend":
            lines += explain_matches(meaning, self._desk)
        return "\n".join(lines)

    @cached_property
    def _cards(self) -> Cards:
        return Cards(self._desk)

    def _meant(self, link: str) -> Interpretation | None:
        return Interpretation(_MENU[link]) if link in _MENU else decode(link, self.knowledge)

    def _answer_afresh(self, question: str, focus: Focus) -> Answer:
        return self._answer(self.interpreter.interpret(question, Conversation(focus=focus)))

    def _answer(self, interpretation: Interpretation) -> Answer:
        return answer(interpretation, self._desk)

    def _taken_up(self, result: Answer, conversation: Conversation) -> Reply:
        """Let the conversation remember an answer."""
        conversation.pending = result.pending
        if result.focus is not None:
            conversation.remember(result.focus)
        return result.reply
