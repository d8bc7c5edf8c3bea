"""What every part of the admins' desk works with: who may, the stores, and how something is said."""

from __future__ import annotations

import secrets
from collections.abc import Container, Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields

from telegram import Chat

from bot.answering.reply import Block, Button, Reply, Status
from bot.channels.telegram.admins import texts
from bot.channels.telegram.keyboards import Rows, key, markup
from bot.channels.telegram.outgoing import Outgoing
from bot.channels.telegram.render import render
from bot.knowledge.problems import Problem
from bot.storage.admins import Clarifications, Drafts, Edits
from bot.storage.database import Database
from bot.storage.open_questions import OpenQuestions
from bot.upkeep.grouping import Group, waiting
from bot.upkeep.reloading import Reloader

CHANNEL = "telegram"
PRESS = "k:"
"""Beginning of the data of every button of admins."""
INTENT = "pengelola"
"""What the log has as the intent of all that is said to admins."""
_PROBLEMS_SHOWN = 10


class Shop:
    """Who may, everything that is kept, and what changes the knowledge base.

    Args:
        admins: user ids of those who may.
        database: everything that is kept.
        reloader: changes the knowledge base, and holds the assistant.
    """

    def __init__(self, admins: Iterable[int], database: Database, reloader: Reloader) -> None:
        self.admins = frozenset(admins)
        self.database = database
        self.reloader = reloader
        self.questions = OpenQuestions(database)
        self.drafts = Drafts(database)
        self.edits = Edits(database)
        self.clarifications = Clarifications(database)

    def may(self, user_id: int | None, chat: Chat) -> bool:
        """Say whether somebody is an admin and nobody else can read along."""
        return self.is_admin(user_id) and chat.type == Chat.PRIVATE and chat.id == user_id

    def is_admin(self, user_id: int | None) -> bool:
        """Say whether somebody is an admin now, by the settings."""
        return user_id in self.admins

    def key(self, user_id: int) -> str:
        """Return what is stored of an admin's id."""
        return self.database.user_key(CHANNEL, str(user_id))

    async def groups(self) -> list[Group]:
        """Return the open questions, near-identical ones together, the most asked first.

        Raises:
            StorageError: the database cannot be read.
        """
        return await waiting(self.database, self.reloader.assistant.interpreter.reader.lexicon)

    async def group_of(self, id_: int) -> Group | None:
        """Return the group that an open question is in; None where it is settled by now."""
        return next((group for group in await self.groups() if id_ in group.ids), None)

    async def work_of(self, admin: str) -> Work | None:
        """Return what an admin is in the middle of."""
        state = await self.drafts.get(admin)
        known = {one.name for one in fields(Work)}
        return None if state is None else Work(**{name: value for name, value in state.items() if name in known})

    async def keep(self, admin: str, work: Work) -> None:
        """Keep what an admin is in the middle of."""
        await self.drafts.put(admin, asdict(work))


@dataclass(slots=True)
class Work:
    """What an admin is in the middle of; it is written down after every step.

    Args:
        step: what comes next: `jawab`, `sumber`, `entri`, `tautan`, `pratinjau`, `berkas` or `selesai`.
        token: stands in the buttons of this work, so that those of an earlier one are known.
        ids: of the open questions that it is about.
        questions: their wordings, the most asked first.
        answer: as typed.
        source: as typed.
        offered: entries on the buttons, as (kind, id, label).
        entry: where it goes, as (kind, id); of a new topic the kind is `baru` and the id its group.
        topic: id of the new topic, once it is chosen.
        file_id: Telegram's id of a file that was sent.
        file_name: its name.
        version: of the knowledge base that the file's difference was shown of, or that publishing began on.
        cut_at: when an answer came that was too long, as Unix time: the phone may have cut it in two.
        said: what was said when it was finished.
    """

    step: str
    token: str = field(default_factory=lambda: secrets.token_hex(3))
    ids: list[int] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    answer: str = ""
    source: str = ""
    offered: list[list[str]] = field(default_factory=list)
    entry: list[str] = field(default_factory=list)
    topic: str = ""
    file_id: str = ""
    file_name: str = ""
    version: str = ""
    cut_at: float = 0.0
    said: str = ""

    @property
    def links(self) -> bool:
        """Whether a question becomes an example, rather than getting an answer."""
        return not self.answer


def data(verb: str, *arguments: object) -> str:
    """Write what a button of admins holds."""
    return PRESS + ":".join([verb, *map(str, arguments)])


def button(label: str, verb: str, *arguments: object) -> Button:
    """Make a button of admins."""
    return Button(label, data(verb, *arguments))


def said(*paragraphs: str, rows: Rows | None = None) -> Outgoing:
    """Say something to an admin, perhaps with buttons."""
    return laid_out([Block((paragraph,)) for paragraph in paragraphs], rows)


def laid_out(blocks: Sequence[Block], rows: Rows | None = None, between: Sequence[str] = ()) -> Outgoing:
    """Say blocks to an admin.

    Args:
        blocks: what is said.
        rows: buttons below.
        between: HTML messages that are shown behind the first block.
    """
    reply = Reply(Status.SMALLTALK, tuple(blocks), intent=INTENT)
    if not between:
        return Outgoing(reply, tuple(render(reply)), markup(rows or []))
    first = Reply(Status.SMALLTALK, tuple(blocks[:1]))
    rest = Reply(Status.SMALLTALK, tuple(blocks[1:]))
    return Outgoing(reply, (*render(first), *between, *render(rest)), markup(rows or []))


def problem_blocks(problems: Sequence[Problem], typed: Container[str] = ()) -> list[Block]:
    """Say what is wrong: errors, or where there are none warnings.

    Args:
        problems: what is wrong.
        typed: paths of the files that are made of what was typed on the phone: lines in them tell an admin nothing.
    """
    errors = [problem for problem in problems if problem.is_error]
    shown = errors or list(problems)
    if not shown:
        return []
    lines = [problem.message if problem.path in typed else str(problem) for problem in shown[:_PROBLEMS_SHOWN]]
    if len(shown) > _PROBLEMS_SHOWN:
        lines.append(f"… dan {len(shown) - _PROBLEMS_SHOWN} lagi")
    return [Block(tuple(lines), texts.ERRORS if errors else texts.WARNINGS, bullets=True)]


def in_one_row(buttons: Iterable[Button]) -> Rows:
    """Lay out buttons beside each other: numbers, say."""
    return [[key(one) for one in buttons]]

