"""The commands, declared once: handlers, the command menus and the list in /bantuan all come from here."""

from __future__ import annotations

import difflib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.answering.reply import Block, Button, Reply, Status
from bot.assistant import Assistant
from bot.channels.telegram import privacy, texts
from bot.channels.telegram.catalogue import OPEN, Catalogue
from bot.channels.telegram.dialogue import notice
from bot.channels.telegram.outgoing import Outgoing
from bot.channels.telegram.sharing import share
from bot.understanding.conversation import Conversation


class Scope(StrEnum):
    """Where a command is offered in the menu. It is understood everywhere, one for admins alone from admins alone."""

    PRIVATE = "private"
    GROUPS = "groups"
    ADMINS = "admins"
    """The private chats of those whom the settings name as admins; they see the private commands as well."""


@dataclass(frozen=True, slots=True)
class Call:
    """A command as somebody sent it.

    Args:
        assistant: answers.
        catalogue: lists what there is.
        username: the bot's name without the @.
        argument: what was typed behind the command.
        conversation: of whoever sent it.
    """

    assistant: Assistant
    catalogue: Catalogue
    username: str
    argument: str
    conversation: Conversation


Action = Callable[[Call], Awaitable[Reply | Outgoing]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command.

    Args:
        name: without the slash; at most 32 of a-z, 0-9 and _, by Telegram's rule.
        description: for the menu and /bantuan.
        scopes: where the menu offers it.
        action: answers it; None where the admins' desk does.
        aliases: further names, understood and never shown.
    """

    name: str
    description: str
    scopes: frozenset[Scope]
    action: Action | None
    aliases: tuple[str, ...] = ()

    @property
    def for_admins_only(self) -> bool:
        """Whether nobody else may use it: Telegram's scopes are display only."""
        return self.scopes == _ADMINS


async def _start(call: Call) -> Reply:
    """Follow the deep link's payload; without one, or with one that leads nowhere, greet and offer where to begin."""
    if call.argument and call.assistant.leads_somewhere(call.argument):
        return await call.assistant.follow(call.argument, call.conversation)
    greeting = await call.assistant.follow("start", call.conversation)
    return replace(greeting, buttons=tuple(Button(label, OPEN + path) for label, path in texts.START_BUTTONS))


async def _help(call: Call) -> Reply:
    reply = await call.assistant.follow("bantuan", call.conversation)
    lines = tuple(f"/{command.name}: {command.description}" for command in COMMANDS
                  if not command.for_admins_only)
    return replace(reply, blocks=(*reply.blocks, Block(lines, heading=texts.COMMANDS_HEADING, bullets=True)))


async def _list(call: Call) -> Reply | Outgoing:
    return await call.catalogue.page("", call.conversation) or await _help(call)


def _about(word: str, link: str, *pages: Button) -> Action:
    """Make the action of a word: alone it follows a link, with an argument it asks about that.

    Args:
        word: stands before the argument.
        link: followed where there is none.
        pages: of the catalogue, offered below what the link shows.
    """
    async def action(call: Call) -> Reply:
        if call.argument:
            return await call.assistant.reply(f"{word} {call.argument}", call.conversation)
        reply = await call.assistant.follow(link, call.conversation)
        return replace(reply, buttons=(*pages, *reply.buttons))

    return action


async def _ask(call: Call) -> Reply:
    if call.argument:
        return await call.assistant.reply(call.argument, call.conversation)
    return notice(texts.ASK_HOW, Status.CLARIFY, "cara_bertanya")


async def _share(call: Call) -> Outgoing:
    return share(call.assistant, call.username, call.argument)


_BOTH = frozenset({Scope.PRIVATE, Scope.GROUPS})
_ADMINS = frozenset({Scope.ADMINS})

COMMANDS = (
    Command("start", "mulai dari awal", frozenset({Scope.PRIVATE}), _start),
    Command("tanya", "bertanya di grup: /tanya lalu pertanyaannya", frozenset({Scope.GROUPS}), _ask),
    Command("daftar", "semua yang bisa ditanyakan, cukup tekan tombol", _BOTH, _list, aliases=("menu",)),
    Command("bantuan", "cara bertanya dan contohnya", _BOTH, _help, aliases=("help",)),
    Command("program", "daftar program, atau /program lalu nama daerah", _BOTH,
            _about("program", "program", Button(texts.ALL_PROGRAMS, f"{OPEN}a"), Button(texts.THEMES, f"{OPEN}t"))),
    Command("daerah", "daftar daerah, atau /daerah lalu namanya", _BOTH,
            _about("daerah", "daerah", Button(texts.CATALOGUE, OPEN))),
    Command("grafik", "grafik angka stunting: /grafik lalu nama daerah", _BOTH, _about("grafik stunting", "chart")),
    Command("ringkasan", "ringkasan PDF: /ringkasan lalu nama daerah atau program", _BOTH,
            _about("ringkasan", "brief")),
    Command("bagikan", "tautan dan kode QR: /bagikan lalu nama daerah atau program", _BOTH, _share),
    Command("sumber", "dari mana jawaban saya berasal", _BOTH, _about("sumber", "sumber")),
    Command("privasi", "apa yang disimpan tentang Ibu/Bapak", frozenset({Scope.PRIVATE}), privacy.tell),
    Command("datasaya", "lihat catatan tentang Ibu/Bapak", frozenset({Scope.PRIVATE}), privacy.show),
    Command("hapusdatasaya", "hapus catatan tentang Ibu/Bapak", frozenset({Scope.PRIVATE}), privacy.offer_to_delete),
    Command("antrean", "pengelola: pertanyaan yang menunggu jawaban", _ADMINS, None),
    Command("saran", "pengelola: sebutan yang dipakai orang", _ADMINS, None),
    Command("laporan", "pengelola: apa yang ditanyakan orang, 30 hari terakhir", _ADMINS, None),
    Command("ekspor", "pengelola: ambil isi pengetahuan sebagai zip", _ADMINS, None),
    Command("versi", "pengelola: versi pengetahuan dan perubahannya", _ADMINS, None),
    Command("batal", "pengelola: hentikan langkah yang sedang berjalan", _ADMINS, None),
)

_BY_NAME = {name: command for command in COMMANDS for name in (command.name, *command.aliases)}


def command_named(name: str) -> Command | None:
    """Return the command of a name, in whatever letters; None where there is none."""
    return _BY_NAME.get(name.lower())


def nearest_command(name: str) -> Command | None:
    """Return the command that a mistyped name most likely stands for."""
    near = difflib.get_close_matches(name.lower(), _BY_NAME, n=1)
    return _BY_NAME[near[0]] if near else None
