"""The knowledge base as a file: sent to the admin, and edited files taken back."""

from __future__ import annotations

from datetime import datetime

from telegram import Bot, Document, InputFile
from telegram.constants import FileSizeLimit
from telegram.error import TelegramError

from bot.answering.reply import Block
from bot.channels.telegram.admins import texts
from bot.channels.telegram.admins.context import Shop, Work, button, laid_out, problem_blocks, said
from bot.channels.telegram.admins.publishing import Publishing
from bot.channels.telegram.dialogue import silence
from bot.channels.telegram.keyboards import rows_of
from bot.channels.telegram.outgoing import Outgoing
from bot.channels.telegram.render import esc
from bot.channels.telegram.send import Delivery, Sender, Target
from bot.upkeep.reloading import Edit
from bot.upkeep.sources import EditError
from bot.upkeep.uploads import check_name, differences, sent_files, shown_difference
from bot.upkeep.versions import zipped

_SHOWN_FILES = 10


class Files:
    """Sends the files, and takes edited ones."""

    def __init__(self, shop: Shop, publishing: Publishing, sender: Sender, bot: Bot) -> None:
        self._shop = shop
        self._publishing = publishing
        self._sender = sender
        self._bot = bot

    async def export(self, chat_id: int) -> Outgoing:
        """Send all files as a zip."""
        contents = await self._shop.reloader.files()
        version = self._shop.reloader.assistant.knowledge.version
        name = f"pengetahuan-{datetime.now().astimezone():%Y%m%d}-{version[:6]}.zip"
        sent = await self._sender.send_file(Target(chat_id), InputFile(zipped(contents), name),
                                            esc(texts.EXPORT_CAPTION), None, picture=False)
        return silence("ekspor") if sent.delivery is Delivery.SENT else said(texts.FILE_FAILED)

    async def receive(self, admin: str, document: Document) -> Outgoing:
        """Check a file that was sent and show what it would change; nothing changes before it is confirmed."""
        work = Work("berkas", file_id=document.file_id, file_name=document.file_name or "")
        try:
            check_name(work.file_name)
        except EditError as error:
            return said(str(error))
        if (document.file_size or 0) > FileSizeLimit.FILESIZE_DOWNLOAD:
            return said(texts.TOO_LARGE)
        edit = await self._edit(work)
        return edit if isinstance(edit, Outgoing) else await self._show(admin, work, edit)

    async def apply(self, admin: str, work: Work) -> Outgoing:
        """Use a file that was confirmed; it is fetched and checked once more.

        Where the knowledge base has changed since, what it would change now is shown first: it must not undo what
        somebody else has done meanwhile.
        """
        edit = await self._edit(work)
        if isinstance(edit, Outgoing):
            return edit
        if work.version != self._shop.reloader.assistant.knowledge.version:
            return await self._show(admin, work, edit, texts.CHANGED_MEANWHILE)
        made = await self._publishing.make(admin, "file", edit, work.version)
        if isinstance(made, Outgoing):
            return made
        return await self._publishing.finish(admin, work, texts.applied(made))

    async def _show(self, admin: str, work: Work, edit: Edit, *before: str) -> Outgoing:
        """Show what a file would change and what is wrong with it, below some words."""
        version = self._shop.reloader.assistant.knowledge.version
        try:
            proposal = await self._shop.reloader.propose(edit)
        except EditError as error:
            return said(str(error))
        changes = differences(proposal.before, proposal.changed)
        if not changes:
            return said(texts.NO_CHANGE)
        lines = [f"{one.name}: " + ("baru, " if one.new else "") + f"+{one.added} −{one.taken} baris"
                 for one in changes[:_SHOWN_FILES]]
        if len(changes) > _SHOWN_FILES:
            lines.append(f"… dan {len(changes) - _SHOWN_FILES} berkas lagi")
        name = changes[0].name
        shown = shown_difference(proposal.before.get(name, b""), proposal.changed[name])
        blocks = [*(Block((words,)) for words in before), Block(tuple(lines), texts.DIFFERENCE, bullets=True),
                  Block(tuple(shown), name), *problem_blocks(proposal.problems)]
        if proposal.mind is None:
            return laid_out(blocks)
        work.version = version
        await self._shop.keep(admin, work)
        return laid_out(blocks, rows_of([button(texts.APPLY, "f", work.token), button(texts.CANCEL, "x", work.token)]))

    async def _edit(self, work: Work) -> Edit | Outgoing:
        """Fetch the file from Telegram, which keeps it: the draft holds its id alone."""
        try:
            file = await self._bot.get_file(work.file_id)
            content = bytes(await file.download_as_bytearray())
        except TelegramError:
            return said(texts.NOT_FETCHED)
        return lambda files: sent_files(work.file_name, content, files)
