"""/saran: what people call regions and programs, offered as aliases and taken with one tap."""

from __future__ import annotations

import asyncio

from bot.channels.telegram.admins import texts
from bot.channels.telegram.admins.context import Shop, button, said
from bot.channels.telegram.admins.publishing import Publishing
from bot.channels.telegram.keyboards import rows_of
from bot.channels.telegram.outgoing import Outgoing
from bot.upkeep.aliases import Suggestion, suggestions
from bot.upkeep.editing import add_alias


class Aliases:
    """Offers aliases."""

    def __init__(self, shop: Shop, publishing: Publishing) -> None:
        self._shop = shop
        self._publishing = publishing

    async def offer(self) -> Outgoing:
        """Offer the alias that most people use."""
        found = await self._found()
        if not found:
            return said(texts.NO_SUGGESTIONS)
        one = found[0]
        return said(texts.suggested(one.alias, one.name, one.times), rows=rows_of(
            [button(texts.ACCEPT, "+", one.ids[0]), button(texts.DECLINE, "-", one.ids[0])]))

    async def accept(self, admin: str, id_: int) -> Outgoing:
        """Take an alias into the knowledge base."""
        one = await self._with(id_)
        if one is None:
            return said(texts.SETTLED)
        made = await self._publishing.make(admin, "alias", lambda files: add_alias(files, one.entry, one.alias),
                                           self._shop.reloader.assistant.knowledge.version)
        if isinstance(made, Outgoing):
            return made
        await self._shop.clarifications.settle(one.ids)
        return said(texts.learned(one.alias, one.name))

    async def decline(self, id_: int) -> Outgoing:
        """Offer an alias no more."""
        one = await self._with(id_)
        if one is not None:
            await self._shop.clarifications.settle(one.ids)
        return said(texts.DECLINED)

    async def _with(self, id_: int) -> Suggestion | None:
        return next((one for one in await self._found() if id_ in one.ids), None)

    async def _found(self) -> list[Suggestion]:
        pressed = await self._shop.clarifications.unsettled()
        # beside the replies: every question is understood anew
        return await asyncio.to_thread(suggestions, pressed, self._shop.reloader.assistant.mind)
