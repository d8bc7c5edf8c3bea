"""What an admin has confirmed is written, answered from, noted down, and told to those who had asked."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from bot.channels.telegram.admins import texts
from bot.channels.telegram.admins.answering import Answering
from bot.channels.telegram.admins.context import Shop, Work, laid_out, problem_blocks, said
from bot.channels.telegram.outgoing import Outgoing
from bot.storage.admins import Edit as Noted
from bot.storage.open_questions import State
from bot.upkeep.reloading import Edit, Result
from bot.upkeep.sources import EditError
from bot.upkeep.uploads import differences

logger = logging.getLogger(__name__)

_LOOKED_AT = 20
"""Edits among which one that was noted already is looked for."""


class Publishing:
    """Publishes edits.

    Args:
        shop: the stores and the reloader.
        answering: knows what an answer does to the files.
        wake: called when somebody is to be told.
    """

    def __init__(self, shop: Shop, answering: Answering, wake: Callable[[], None]) -> None:
        self._shop = shop
        self._answering = answering
        self._wake = wake

    async def answer(self, admin: str, work: Work) -> Outgoing:
        """Publish an answer or a linked question, and have its askers told.

        Every step can be taken again: when the process ends in the middle, the same press does the rest.
        """
        edit = await self._answering.edit_of(admin, work)
        if not work.version:
            work.version = self._shop.reloader.assistant.knowledge.version
            await self._shop.keep(admin, work)
        made = await self.make(admin, "example" if work.links else "answer", edit, work.version)
        if isinstance(made, Outgoing):
            return made
        open_now = {one.id: one.example for one in await self._shop.questions.all() if one.id in work.ids}
        reached = await self._answering.reached(work, open_now)
        people = await self._shop.questions.settle(reached, State.ANSWERED) if reached else 0
        self._wake()
        return await self.finish(admin, work, texts.published(made, people))

    async def make(self, admin: str, action: str, edit: Edit, before: str) -> str | Outgoing:
        """Make an edit and note who made it, once.

        Args:
            admin: the admin's pseudonym.
            action: what is done, for the record.
            edit: what it does to the files.
            before: the version that it was begun on; the process may have ended after the files were written.

        Returns:
            The new version, or why nothing was changed.
        """
        try:
            proposal, outcome = await self._shop.reloader.publish(edit)
        except EditError as error:
            return said(str(error))
        except OSError as error:
            logger.error("Folder pengetahuan tidak dapat ditulis (%s).", error.strerror)
            return said(texts.not_written(error.strerror or type(error).__name__))
        if outcome is None:
            return laid_out(problem_blocks(proposal.problems))
        if outcome.result is Result.BROKEN:
            # somebody has saved another file with errors in this moment; the same press does the rest once it is mended
            return laid_out(problem_blocks(outcome.problems))
        paths = [one.name for one in differences(proposal.before, proposal.changed)] or sorted(proposal.changed)
        edit_made = Noted(datetime.now(UTC), admin, action, tuple(paths), before, outcome.version)
        if outcome.version != before and not await self._is_noted(edit_made):
            await self._shop.edits.note(edit_made)
            logger.info("Pengelola %s mengubah pengetahuan (%s): versi %s menjadi %s.", admin[:8], action, before,
                        outcome.version)
        return outcome.version

    async def _is_noted(self, edit: Noted) -> bool:
        return any(replace(known, time=edit.time) == edit for known in await self._shop.edits.newest(_LOOKED_AT))

    async def finish(self, admin: str, work: Work, words: str) -> Outgoing:
        """End a piece of work; the same press again is told the same."""
        work.step, work.said = "selesai", words
        await self._shop.keep(admin, work)
        return said(words)
