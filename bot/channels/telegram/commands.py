"""The commands, declared once: handlers, the command menu and the list in /bantuan all come from here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.answering.reply import Block, Reply, Status
from bot.assistant import Assistant
from bot.channels.telegram import privacy, texts
from bot.understanding.conversation import Conversation


class Scope(StrEnum):
    """Where a command is offered in the menu. It is understood everywhere: Telegram's scopes are display only."""

    PRIVATE = "private"
    GROUPS = "groups"


Action = Callable[[Assistant, str, Conversation], Awaitable[Reply]]
"""Answers a command: the assistant, what was typed after the command, and the conversation."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command.

    Args:
        name: without the slash; at most 32 of a-z, 0-9 and _, by Telegram's rule.
        description: for the menu and /bantuan.
        scopes: where the menu offers it.
        action: what it does.
        aliases: further names, understood and never shown.
    """

    name: str
    description: str
    scopes: frozenset[Scope]
    action: Action
    aliases: tuple[str, ...] = ()


def notice(text: str, status: Status, intent: str) -> Reply:
    """Make a reply of the channel's own words.

    Args:
        text: one paragraph.
        status: how the message ended, for the log.
        intent: what happened, for the log.
    """
    return Reply(status, (Block((text,)),), intent=intent)


async def _start(assistant: Assistant, argument: str, conversation: Conversation) -> Reply:
    """Follow the deep link's payload; `start` itself is no link, and so gets the greeting."""
    return await assistant.follow(argument or "start", conversation)


async def _help(assistant: Assistant, argument: str, conversation: Conversation) -> Reply:
    reply = await assistant.follow("bantuan", conversation)
    lines = tuple(f"/{command.name}: {command.description}" for command in COMMANDS)
    return replace(reply, blocks=(*reply.blocks, Block(lines, heading=texts.COMMANDS_HEADING, bullets=True)))


def _about(word: str) -> Action:
    """Make the action of a menu word: alone it opens the list, with an argument it asks about that."""
    async def action(assistant: Assistant, argument: str, conversation: Conversation) -> Reply:
        if argument:
            return await assistant.reply(f"{word} {argument}", conversation)
        return await assistant.follow(word, conversation)

    return action


async def _ask(assistant: Assistant, argument: str, conversation: Conversation) -> Reply:
    if argument:
        return await assistant.reply(argument, conversation)
    return notice(texts.ASK_HOW, Status.CLARIFY, "cara_bertanya")


_BOTH = frozenset(Scope)

COMMANDS = (
    Command("start", "mulai dari awal", frozenset({Scope.PRIVATE}), _start),
    Command("bantuan", "apa saja yang bisa ditanyakan", _BOTH, _help, aliases=("help",)),
    Command("program", "daftar program, atau /program lalu nama daerah", _BOTH, _about("program")),
    Command("daerah", "daftar daerah, atau /daerah lalu namanya", _BOTH, _about("daerah")),
    Command("sumber", "dari mana jawaban saya berasal", _BOTH, _about("sumber")),
    Command("tanya", "bertanya di grup: /tanya lalu pertanyaannya", frozenset({Scope.GROUPS}), _ask),
    Command("privasi", "apa yang disimpan tentang Ibu/Bapak", frozenset({Scope.PRIVATE}), privacy.tell),
    Command("datasaya", "lihat catatan tentang Ibu/Bapak", frozenset({Scope.PRIVATE}), privacy.show),
    Command("hapusdatasaya", "hapus catatan tentang Ibu/Bapak", frozenset({Scope.PRIVATE}), privacy.offer_to_delete),
)
