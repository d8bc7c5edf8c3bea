"""What was asked in vain, and who is to be told once there is an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, func, select, update

from bot.answering.reply import Reply, Status
from bot.language.tokens import words_in
from bot.storage.database import Database
from bot.storage.statements import insert_missing
from bot.storage.tables import Asker, InactiveChat, OpenQuestion
from bot.understanding.scope import OUT_OF_SCOPE

if TYPE_CHECKING:
    from bot.storage.log import LogEntry

LOOKED_AT = 3_000
"""Questions that an admin's list is made of at most: the most asked ones."""
UNCERTAIN_AFTER = timedelta(minutes=2)
"""How long somebody may be on the verge of being told before it counts as done: the process may have ended meanwhile,
and nobody is told twice."""
REMEMBERED_FOR = timedelta(days=180)
"""How long it is remembered whom to tell; an answer that comes later surprises more than it helps."""
_SHORTEST = 4
"""Letters that a question of one word must have to be one."""


class State(StrEnum):
    """What became of an open question; the values are stored."""

    OPEN = "open"
    ANSWERED = "answered"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Unanswered:
    """One wording of a question without an answer.

    Args:
        id: of its row.
        example: as it was first typed, personal data masked.
        wording: its words in small letters.
        status: `no_data` or `unknown`.
        intent: what was understood.
        regions: official names of the regions named.
        programs: ids of the programs named.
        times: how often it was asked.
        first_asked: when for the first time.
        last_asked: when for the last time.
        state: `OPEN` or `IGNORED`.
        people: how many are to be told.
    """

    id: int
    example: str
    wording: str
    status: str
    intent: str
    regions: tuple[str, ...]
    programs: tuple[str, ...]
    times: int
    first_asked: datetime
    last_asked: datetime
    state: State
    people: int


@dataclass(frozen=True, slots=True)
class Due:
    """Somebody to be told now.

    Args:
        id: of the row; ends with `told` or `put_off`.
        address: as the channel wrote it; None where it can no longer be read.
        question: what was asked.
        asked_at: when.
    """

    id: int
    address: str | None
    question: str
    asked_at: datetime


class OpenQuestions:
    """The questions of one database that have no answer yet."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[Unanswered]:
        """Return what is open and what is ignored, the most asked first, at most `LOOKED_AT`.

        Raises:
            StorageError: the database cannot be read.
        """
        people = (select(func.count()).where(Asker.question_id == OpenQuestion.id).correlate(OpenQuestion)
                  .scalar_subquery())
        question = OpenQuestion
        statement = (
            select(question.id, question.example, question.wording, question.status, question.intent, question.regions,
                   question.programs, question.times, question.first_asked, question.last_asked, question.state, people)
            .where(question.state != State.ANSWERED)
            .order_by(question.times.desc(), question.last_asked.desc(), question.id).limit(LOOKED_AT))

        def read(connection: Connection) -> list[Unanswered]:
            return [Unanswered(id_, example, wording, status, intent, tuple(regions), tuple(programs), times, first,
                               last, State(state), count)
                    for (id_, example, wording, status, intent, regions, programs, times, first, last, state, count)
                    in connection.execute(statement)]

        return await self._database.run(read)

    async def settle(self, ids: Sequence[int], state: State) -> int:
        """Close questions; who asked them is due to be told where there is an answer, and forgotten otherwise.

        Args:
            ids: of the questions.
            state: `ANSWERED` or `IGNORED`.

        Returns:
            How many chats are to be told.

        Raises:
            StorageError: the database refuses.
        """
        now = datetime.now(UTC)

        def write(connection: Connection) -> int:
            connection.execute(update(OpenQuestion).where(OpenQuestion.id.in_(ids)).values(
                state=state.value, settled_at=now))
            theirs = Asker.question_id.in_(ids)
            if state is not State.ANSWERED:
                connection.execute(delete(Asker).where(theirs))
                return 0
            connection.execute(update(Asker).where(theirs, Asker.due_at.is_(None)).values(due_at=now))
            # who asked the same in several wordings is told once
            first = select(func.min(Asker.id)).where(theirs).group_by(Asker.chat_key)
            connection.execute(delete(Asker).where(theirs, Asker.id.not_in(first)))
            return connection.execute(select(func.count()).select_from(Asker).where(theirs)).scalar_one()

        return await self._database.run(write, durable=True)

    async def next_due(self) -> Due | None:
        """Return somebody to be told, and note that it is about to happen; None when all have been told.

        Raises:
            StorageError: the database cannot be used.
        """
        now = datetime.now(UTC)
        one = (select(Asker.id).where(Asker.due_at.is_not(None), Asker.sending_at.is_(None))
               .order_by(Asker.due_at, Asker.id).limit(1).with_for_update(skip_locked=True))

        def claim(connection: Connection) -> Due | None:
            connection.execute(delete(Asker).where(Asker.sending_at < now - UNCERTAIN_AFTER))
            # who stopped the bot is not written to
            connection.execute(delete(Asker).where(
                Asker.due_at.is_not(None), Asker.chat_key.in_(select(InactiveChat.chat_key))))
            id_ = connection.execute(one).scalar()
            if id_ is None:
                return None
            connection.execute(update(Asker).where(Asker.id == id_).values(sending_at=now))
            row = connection.execute(
                select(Asker.address, Asker.question_id, Asker.asked_at, OpenQuestion.example)
                .join(OpenQuestion, OpenQuestion.id == Asker.question_id).where(Asker.id == id_)).one()
            address = self._database.sealer.open(row.address, _place(row.question_id))
            return Due(id_, None if address is None else address.decode(), row.example, row.asked_at)

        return await self._database.run(claim, durable=True)

    async def told(self, id_: int) -> None:
        """Forget somebody who was told, or cannot be.

        Raises:
            StorageError: the database refuses.
        """
        await self._database.run(lambda connection: connection.execute(delete(Asker).where(Asker.id == id_)))

    async def put_off(self, id_: int) -> None:
        """Keep somebody who surely was not told, to be told later.

        Raises:
            StorageError: the database refuses.
        """
        await self._database.run(lambda connection: connection.execute(
            update(Asker).where(Asker.id == id_).values(sending_at=None)))


def note_in_vain(connection: Connection, database: Database, entry: LogEntry, question: str) -> None:
    """Count a question that found no answer, inside the transaction that logs it.

    Args:
        connection: in a transaction.
        database: seals the address.
        entry: the message.
        question: its text, personal data masked.
    """
    wording = " ".join(words_in(question))
    if not _was_in_vain(entry.reply) or len(wording) < _SHORTEST:
        return
    subject = {"wording": wording, "regions": sorted(entry.reply.regions), "programs": sorted(entry.reply.programs),
               "intent": entry.reply.intent}
    new = connection.execute(insert_missing(connection, OpenQuestion).values(
        **subject, example=question, status=entry.reply.status.value, first_asked=entry.time, last_asked=entry.time,
        times=1, state=State.OPEN.value))
    same = [getattr(OpenQuestion, name) == value for name, value in subject.items()]
    if new.rowcount == 0:
        connection.execute(update(OpenQuestion).where(*same).values(
            times=OpenQuestion.times + 1, last_asked=entry.time))
        connection.execute(update(OpenQuestion).where(*same, OpenQuestion.state == State.ANSWERED).values(
            state=State.OPEN.value, settled_at=None))
    state, id_ = connection.execute(select(OpenQuestion.state, OpenQuestion.id).where(*same)).one()
    if entry.address is not None and state == State.OPEN:
        _note_asker(connection, database, entry, id_, entry.address)


def _was_in_vain(reply: Reply) -> bool:
    """What the channel says by itself (that it reads no pictures, say) is no answer to a question."""
    return reply.status is Status.NO_DATA or (reply.status is Status.UNKNOWN and reply.intent == OUT_OF_SCOPE)


def _note_asker(connection: Connection, database: Database, entry: LogEntry, question: int, address: str) -> None:
    chat_key = database.chat_key(entry.channel, entry.chat_id)
    row = {"question_id": question, "chat_key": chat_key, "asked_at": entry.time,
           "user_key": None if entry.user_id is None else database.user_key(entry.channel, entry.user_id),
           "address": database.sealer.seal(address.encode(), _place(question))}
    if connection.execute(insert_missing(connection, Asker).values(row)).rowcount == 0:
        # asked again before anybody answered: the newest asking is what the message refers to
        connection.execute(update(Asker).where(Asker.question_id == question, Asker.chat_key == chat_key).values(
            asked_at=entry.time, address=row["address"], due_at=None, sending_at=None))


def move_askers(connection: Connection, database: Database, old_key: str, new_key: str, address: str) -> None:
    """Let those who asked in a chat that has another id now be told there.

    Args:
        connection: in a transaction.
        database: seals the address.
        old_key: pseudonym of the chat as it was.
        new_key: and as it is.
        address: of the chat as it is.
    """
    told = select(Asker.question_id).where(Asker.chat_key == new_key).scalar_subquery()
    moving = select(Asker.id, Asker.question_id).where(Asker.chat_key == old_key, Asker.question_id.not_in(told))
    for id_, question in connection.execute(moving).all():
        sealed = database.sealer.seal(address.encode(), _place(question))
        connection.execute(update(Asker).where(Asker.id == id_).values(chat_key=new_key, address=sealed))
    connection.execute(delete(Asker).where(Asker.chat_key == old_key))


def _place(question: int) -> str:
    """Where an address belongs: it can be opened for its own question only."""
    return f"asker:{question}"
