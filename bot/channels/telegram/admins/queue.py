"""/antrean: what people asked in vain, the most asked first."""

from __future__ import annotations

from bot.answering.reply import Block, Button, Status
from bot.assistant import Assistant
from bot.channels.telegram.admins import texts
from bot.channels.telegram.admins.context import Shop, button, in_one_row, laid_out, said
from bot.channels.telegram.keyboards import rows_of
from bot.channels.telegram.outgoing import Outgoing, lay_out
from bot.storage.open_questions import State
from bot.understanding.conversation import Conversation
from bot.upkeep.grouping import Group

ON_A_PAGE = 5


class Queue:
    """Shows open questions, and closes those that need no answer."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    async def page(self, number: int) -> Outgoing:
        """Show a page of the queue.

        Args:
            number: from 0; one that is not there (any more) is the last one.
        """
        groups = await self._shop.groups()
        if not groups:
            return said(texts.EMPTY_QUEUE)
        last = (len(groups) - 1) // ON_A_PAGE
        number = max(0, min(number, last))
        first = number * ON_A_PAGE
        shown = list(enumerate(groups[first:first + ON_A_PAGE], first + 1))
        heading = f"{texts.QUEUE} ({len(groups)})"
        turn = [*([button("‹", "a", number - 1)] if number else []),
                *([button("›", "a", number + 1)] if number < last else [])]
        return laid_out([Block(tuple(texts.listed(place, group) for place, group in shown), heading),
                         Block((texts.QUEUE_HOW,))],
                        [*in_one_row(button(str(place), "b", group.first.id) for place, group in shown),
                         *(in_one_row(turn) if turn else [])])

    async def card(self, id_: int) -> Outgoing:
        """Show one question with what can be done about it."""
        group = await self._shop.group_of(id_)
        if group is None:
            return said(texts.GONE, rows=rows_of([button(texts.BACK, "a", 0)]))
        choices = [button(texts.ANSWER, "j", id_), button(texts.LINK, "s", id_), button(texts.IGNORE, "i", id_)]
        answered = await self._answered_by_now(group)
        if answered is not None:
            rows = rows_of([button(texts.TELL_NOW, "n", id_), *choices, self._back()])
            return laid_out([Block((texts.ANSWERED_BY_NOW,)), Block(texts.card(group), bullets=True)], rows,
                            between=answered.parts)
        return laid_out([Block(texts.card(group), bullets=True)], rows_of([*choices, self._back()]))

    async def ignore(self, id_: int) -> Outgoing:
        """Close a question for good."""
        group = await self._shop.group_of(id_)
        if group is not None:
            await self._shop.questions.settle(group.ids, State.IGNORED)
        return said(texts.IGNORED, rows=rows_of([self._back()]))

    async def settle_answered(self, id_: int) -> int | None:
        """Close a question that is answered by now; return how many are to be told, None where it is not answered."""
        group = await self._shop.group_of(id_)
        if group is None or await self._answered_by_now(group) is None:
            return None
        return await self._shop.questions.settle(group.ids, State.ANSWERED)

    async def _answered_by_now(self, group: Group) -> Outgoing | None:
        """What the bot answers now, where the knowledge base has learned it meanwhile."""
        reply = await Assistant(self._shop.reloader.assistant.mind).reply(group.first.example, Conversation())
        return lay_out(reply) if reply.status is Status.ANSWERED else None

    def _back(self) -> Button:
        return button(texts.BACK, "a", 0)
