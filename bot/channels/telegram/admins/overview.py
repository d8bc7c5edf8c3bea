"""/laporan and /versi: what people ask, and which knowledge base answers."""

from __future__ import annotations

import asyncio
from datetime import datetime

from telegram import InputFile

from bot.answering.reply import Block
from bot.channels.telegram.admins import texts
from bot.channels.telegram.admins.context import Shop, laid_out, said
from bot.channels.telegram.dialogue import silence
from bot.channels.telegram.outgoing import Outgoing
from bot.channels.telegram.render import esc
from bot.channels.telegram.send import Delivery, Sender, Target
from bot.reports.report import DAYS, Request, last_days, local_zone, make_report
from bot.reports.text import in_five_lines

_SHOWN = 5


class Overview:
    """Tells how things stand."""

    def __init__(self, shop: Shop, sender: Sender) -> None:
        self._shop = shop
        self._sender = sender

    async def report(self, chat_id: int) -> Outgoing:
        """Send a picture and five lines on the last thirty days."""
        target = Target(chat_id)
        await self._sender.show_busy(target, picture=True)
        now = datetime.now(local_zone())
        mind = self._shop.reloader.assistant.mind
        report = await make_report(self._shop.database, mind.knowledge, Request(*last_days(DAYS, now.date())),
                                   local_zone(), mind.interpreter.reader.lexicon)

        def draw() -> bytes:
            from bot.reports.pictures import overview

            return overview(report)

        picture = InputFile(await asyncio.to_thread(draw), "laporan.png")
        words = "\n".join(esc(line) for line in in_five_lines(report))
        sent = await self._sender.send_file(target, picture, words, None, picture=True)
        return silence("laporan") if sent.delivery is Delivery.SENT else said(texts.FILE_FAILED)

    async def versions(self) -> Outgoing:
        """Say which version answers, who changed what lately, and what is kept."""
        reloader = self._shop.reloader
        version = reloader.assistant.knowledge.version
        kept = await asyncio.to_thread(reloader.versions.all)
        since = next((one.time for one in kept if one.id == version), None)
        names = {self._shop.key(admin): f"pengelola {admin}" for admin in self._shop.admins}
        edits = [f"{texts.moment(edit.time)}: {texts.ACTIONS.get(edit.action, edit.action)} oleh "
                 f"{names.get(edit.admin_key, 'pengelola yang dahulu')} ({', '.join(edit.paths)})"
                 for edit in await self._shop.edits.newest(_SHOWN)]
        blocks = [Block((texts.serving(version, since),))]
        if edits:
            blocks.append(Block(tuple(edits), texts.VERSIONS, bullets=True))
        if kept:
            blocks.append(Block(tuple(f"{one.id}, {texts.moment(one.time)}" for one in kept[:_SHOWN]), texts.KEPT,
                                bullets=True))
            blocks.append(Block((texts.ROLL_BACK,)))
        return laid_out(blocks)
