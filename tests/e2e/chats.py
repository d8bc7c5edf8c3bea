"""Chats that no other test has been in: the bot and its Telegram are shared by a module."""

import itertools

numbers = itertools.count(1_000)
groups = itertools.count(-100_001, -1)


def number(where):
    """The id of a chat as the fake Telegram writes it."""
    return where["chat"]["id"]
