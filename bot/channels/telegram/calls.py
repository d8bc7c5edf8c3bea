"""The two calls that carry text, made without the library's objects for each parameter.

Nearly every message is one text. The library turns it into some ten objects on the way out and another ten on the way
back, which costs more than all else that is done to send it; what goes over the line is the same.
"""

from __future__ import annotations

from typing import Any

from telegram import InlineKeyboardMarkup, ReplyParameters
from telegram.ext import BaseRateLimiter, ExtBot

from bot.channels.telegram.connection import Written


def quoting(number: int | None) -> ReplyParameters | None:
    """Quote a message, if any; what is sent goes out too where that is gone."""
    return ReplyParameters(number, allow_sending_without_reply=True) if number else None


class TextCalls:
    """Sends and edits texts.

    Args:
        bot: with its connection, and with the defaults that every text has.
        limiter: keeps to Telegram's limits.
    """

    def __init__(self, bot: ExtBot[Any], limiter: BaseRateLimiter[Any]) -> None:
        self._bot = bot
        self._limiter = limiter
        defaults = bot.defaults
        self._always = {"parse_mode": str(defaults.parse_mode)} if defaults and defaults.parse_mode else {}
        if defaults and defaults.link_preview_options:
            self._always["link_preview_options"] = defaults.link_preview_options.to_json()

    async def send(self, chat_id: int, text: str, keyboard: InlineKeyboardMarkup | None, thread_id: int | None,
                   quote: int | None) -> int:
        """Send a message.

        Args:
            chat_id: where to.
            text: HTML.
            keyboard: the buttons below it.
            thread_id: the forum topic, if any.
            quote: the message to quote, if any; the text is sent too where that is gone.

        Returns:
            The message's number.

        Raises:
            TelegramError: as for the library's own calls.
        """
        parameters = {"chat_id": str(chat_id), "text": text, **self._always, **_below(keyboard)}
        if thread_id is not None:
            parameters["message_thread_id"] = str(thread_id)
        if quoted := quoting(quote):
            parameters["reply_parameters"] = quoted.to_json()
        message = await self._call("sendMessage", parameters)
        number: int = message["message_id"]
        return number

    async def edit(self, chat_id: int, number: int, text: str, keyboard: InlineKeyboardMarkup | None) -> None:
        """Put another text, and other buttons, in the place of a message's.

        Raises:
            TelegramError: as for the library's own calls.
        """
        await self._call("editMessageText", {"chat_id": str(chat_id), "message_id": str(number), "text": text,
                                             **self._always, **_below(keyboard)})

    async def _call(self, method: str, parameters: dict[str, str]) -> Any:
        call = (f"{self._bot.base_url}/{method}", Written(parameters))
        return await self._limiter.process_request(self._bot.request.post, call, {}, method, parameters, None)


def _below(keyboard: InlineKeyboardMarkup | None) -> dict[str, str]:
    return {} if keyboard is None else {"reply_markup": keyboard.to_json()}
