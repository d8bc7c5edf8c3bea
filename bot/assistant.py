"""The one door: a question and its conversation go in, a reply comes out."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property

from bot.answering.answerer import answer
from bot.answering.cards import Card, Cards
from bot.answering.desk import Answer, Desk
from bot.answering.matchmaker import explain as explain_matches
from bot.answering.reply import Reply
from bot.knowledge.loader import garbage_collection_paused
from bot.knowledge.model import KnowledgeBase
from bot.language.remembering import remembered
from bot.understanding.conversation import Conversation, Focus
from bot.understanding.explain import explain
from bot.understanding.interpretation import Interpretation, decode
from bot.understanding.interpreter import Interpreter

_MENU = {"bantuan": "help", "program": "about_programs", "daerah": "about_coverage", "sumber": "about_sources"}
_MOST_CONVERSATIONS = 10_000
_MOST_ANSWERS = 2_000
"""Answers remembered: many people ask the same things, and the same question after the same answer is the same."""
_GREETING = "greet"


class Mind:
    """All that it takes to answer from one knowledge base; once made it only answers."""

    def __init__(self, knowledge: KnowledgeBase, before: Mind | None = None) -> None:
        """Make ready to answer: a second's work, which may be done beside the answering.

        Args:
            knowledge: what to answer from.
            before: one made from an earlier state of the files; what is the same is taken over.
        """
        self.knowledge = knowledge
        with garbage_collection_paused():
            self.interpreter: Interpreter = Interpreter(knowledge, before=before.interpreter if before else None)
            self._desk = Desk(knowledge, self.interpreter.reader.lexicon, self.interpreter.reader.asking)
        self.remembered = remembered(self._answer_afresh, _MOST_ANSWERS)
        """Answer a question as typed, given what its conversation is about, where no readings are offered."""

    @cached_property
    def cards(self) -> Cards:
        """What finds entries by a few typed letters."""
        return Cards(self._desk)

    def answer(self, interpretation: Interpretation) -> Answer:
        """Answer what a question means."""
        return answer(interpretation, self._desk)

    def meant(self, link: str) -> Interpretation | None:
        """Return what a link names (see `Assistant.follow`); None where that is nothing."""
        return Interpretation(_MENU[link]) if link in _MENU else decode(link, self.knowledge)

    def explain(self, question: str, conversation: Conversation) -> str:
        """Say in an admin's words why a question is read as it is."""
        meaning = self.interpreter.interpret(question, conversation)
        lines = explain(self.interpreter, question, meaning)
        if meaning.intent == "recommend":
            lines += explain_matches(meaning, self._desk)
        return "\n".join(lines)

    def _answer_afresh(self, question: str, focus: Focus) -> Answer:
        return self.answer(self.interpreter.interpret(question, Conversation(focus=focus)))


class Assistant:
    """Answers questions from the knowledge base of the moment; knows no channel.

    A question is answered by one mind from its beginning to its end; another one can take over between two questions.
    """

    def __init__(self, mind: Mind | KnowledgeBase, clock: Callable[[], float] = time.monotonic) -> None:
        """Make ready to answer.

        Args:
            mind: what to answer from.
            clock: seconds that only grow; tests pass their own.
        """
        self.mind = mind if isinstance(mind, Mind) else Mind(mind)
        self._clock = clock
        self._conversations: OrderedDict[str, Conversation] = OrderedDict()

    @property
    def knowledge(self) -> KnowledgeBase:
        """The knowledge base that the next question is answered from."""
        return self.mind.knowledge

    @property
    def interpreter(self) -> Interpreter:
        """What understands the next question."""
        return self.mind.interpreter

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
        mind = self._ready(conversation)
        if conversation.pending:
            result = mind.answer(mind.interpreter.interpret(question, conversation))
        else:
            result = mind.remembered(question, conversation.focus)
        return _taken_up(result, conversation)

    async def follow(self, link: str, conversation: Conversation) -> Reply:
        """Answer a pressed button or an opened deep link; an unknown link gets the greeting.

        Args:
            link: a `Button.link`, a program, visit or topic id, a region code without its dot, or one of the menu's
                words `bantuan`, `program`, `daerah`, `sumber`.
            conversation: the conversation that the answer becomes part of.
        """
        mind = self._ready(conversation)
        return _taken_up(mind.answer(mind.meant(link) or Interpretation(_GREETING)), conversation)

    def leads_somewhere(self, link: str) -> bool:
        """Say whether a link names something; one of an older knowledge base may not (any more)."""
        return self.mind.meant(link) is not None

    def cards(self, typed: str) -> list[Card]:
        """Return the entries that what has been typed so far may mean, the likeliest first."""
        mind = self.mind
        return mind.cards.find(typed, mind.interpreter.interpret(typed, Conversation()))

    def explain(self, question: str, conversation: Conversation) -> str:
        """Say in an admin's words why a question is read as it is."""
        return self.mind.explain(question, conversation)

    def _ready(self, conversation: Conversation) -> Mind:
        """Return the mind that answers this question, with the conversation made ready for it."""
        mind = self.mind
        conversation.forget_if_old(self._clock())
        conversation.fit(mind.knowledge)
        return mind


def _taken_up(result: Answer, conversation: Conversation) -> Reply:
    """Let the conversation remember an answer."""
    conversation.pending = result.pending
    if result.focus is not None:
        conversation.remember(result.focus)
    return result.reply
