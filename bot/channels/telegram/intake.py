"""The way in: an update is in the inbox before Telegram is told that it arrived."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence

from bot import metrics
from bot.channels.telegram.arrivals import FLEETING, Raw, arrival_of, kind
from bot.channels.telegram.ordering import ChatOrder
from bot.storage.inbox import Inbox

logger = logging.getLogger(__name__)

_KINDS = frozenset({"message", "edited_message", "channel_post", "callback_query", "my_chat_member", *FLEETING})


class Intake:
    """Takes updates from Telegram, whichever way they come.

    Args:
        inbox: keeps them.
        order: answers them.
        fleeting: handles an update at once that is not worth keeping.
        admins: user ids of the admins.
    """

    def __init__(self, inbox: Inbox, order: ChatOrder, fleeting: Callable[[Raw], None],
                 admins: Sequence[int] = ()) -> None:
        self._inbox = inbox
        self._order = order
        self._fleeting = fleeting
        self._admins = frozenset(admins)
        self.last_contact = time.time()
        """When updates were last fetched or brought, as Unix time."""

    async def take(self, updates: Sequence[Raw]) -> None:
        """Keep updates; when this returns they may be confirmed to Telegram.

        Args:
            updates: one batch, decoded. What is no update is noted in the log and let go: Telegram would bring it
                again for ever.

        Raises:
            StorageError: they cannot be kept; Telegram must not be told that they arrived.
        """
        arrivals, passing = [], []
        for update in updates:
            name = kind(update)
            metrics.updates.labels(name if name in _KINDS else "other").inc()
            if name in FLEETING:
                passing.append(update)
            elif arrival := arrival_of(update, self._admins):
                arrivals.append(arrival)
            else:
                logger.warning("Pesan %s dari Telegram tidak dapat dibaca dan dilewati.", update.get("update_id"))
        chats = await self._inbox.put(arrivals)
        self.last_contact = time.time()
        metrics.last_contact.set(self.last_contact)
        self._order.wake(chats)
        for update in passing:
            self._fleeting(update)
