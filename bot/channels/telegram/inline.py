"""Inline mode: whoever writes @bot and a few letters, in any chat, is offered answers to put into that chat."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram.error import TelegramError
from telegram.ext import CallbackContext
from telegram.helpers import create_deep_linked_url

from bot.answering.cards import Card
from bot.assistant import Assistant
from bot.channels.telegram import texts
from bot.channels.telegram.render import preview, render
from bot.understanding.conversation import Conversation

_SUMMARY = 120
"""Characters of a card's second line; phones show about two lines."""

Context = CallbackContext[Any, Any, Any, Any]


class InlineCards:
    """Answers inline queries with cards. Nothing is logged: a query comes with every letter typed."""

    def __init__(self, assistant: Assistant, cache_seconds: int) -> None:
        """Make ready.

        Args:
            assistant: finds the cards and answers them.
            cache_seconds: how long Telegram may give the same cards to whoever types the same.
        """
        self._assistant = assistant
        self._cache_seconds = cache_seconds

    async def handle(self, update: Update, context: Context) -> None:
        """Offer cards, and a button that opens the private chat."""
        query = update.inline_query
        if query is None:
            return
        username = context.bot.username
        cards = [await self._result(card, username) for card in self._assistant.cards(query.query)]
        button = InlineQueryResultsButton(texts.OPEN_BOT if cards else texts.NOT_FOUND, start_parameter="start")
        with suppress(TelegramError):
            # an answer that comes too late is refused, and the next letter asks again
            await query.answer(cards, cache_time=self._cache_seconds, is_personal=False, button=button)

    async def _result(self, card: Card, username: str) -> InlineQueryResultArticle:
        """Make a card; what it puts into the chat is the answer's beginning, with a button to the rest in private."""
        reply = await self._assistant.follow(card.link, Conversation())
        html = preview(reply) or render(reply)[0]
        key = InlineKeyboardButton(texts.ASK_MORE, url=create_deep_linked_url(username, card.link))
        summary = card.summary if len(card.summary) <= _SUMMARY else card.summary[:_SUMMARY - 1].rstrip() + "…"
        return InlineQueryResultArticle(
            card.link, card.title, InputTextMessageContent(html), reply_markup=InlineKeyboardMarkup([[key]]),
            description=summary)
