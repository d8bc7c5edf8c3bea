"""What the log adds up to: counted by the database, so that a million rows never come into memory."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    String,
    Text,
    case,
    cast,
    distinct,
    func,
    literal_column,
    or_,
    select,
    type_coerce,
)

from bot.answering.reply import Status
from bot.storage.answers import Opinion
from bot.storage.tables import Message, Vote
from bot.understanding.scope import OUT_OF_SCOPE

FAILED = "galat"
"""What the log has as the intent of a question that the bot failed at."""
PRIVATE = ("private",)
GROUPS = ("group", "supergroup")
_TENTHS = 10
"""Latencies are counted in tenths of a millisecond."""
_AT_ONCE = 2_000
_TIME, _REGIONS, _PROGRAMS = Message.time, type_coerce(Message.regions, Text), type_coerce(Message.programs, Text)


@dataclass(frozen=True, slots=True)
class Extent:
    """Which rows count.

    Args:
        since: from this moment on.
        until: up to this moment, without it.
        chat_kinds: `PRIVATE` or `GROUPS`; all unless told.
        regions: official names; rows about one of them alone, if told.
    """

    since: datetime
    until: datetime
    chat_kinds: tuple[str, ...] = ()
    regions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Asked:
    """How often something was asked: a group of rows that are alike.

    Args:
        status: how they ended.
        intent: what they meant.
        regions: official names.
        programs: ids.
        times: how many.
    """

    status: str
    intent: str
    regions: tuple[str, ...]
    programs: tuple[str, ...]
    times: int


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer that people found wrong more often than right.

    Args:
        question: one of those that it was given to.
        answer: its text.
        down: how many found it wrong.
        misread: how many had meant something else.
        up: how many found it right.
    """

    question: str
    answer: str
    down: int
    misread: int
    up: int


class Statistics:
    """Counts rows of the log.

    Args:
        connection: in a transaction that sees one moment.
        extent: which rows count.
    """

    def __init__(self, connection: Connection, extent: Extent) -> None:
        self._connection = connection
        # a sticker, a mistyped command or a button that somebody may not use is no question
        asked = or_(Message.status != Status.UNKNOWN.value, Message.intent.in_((OUT_OF_SCOPE, FAILED)))
        self._where: list[ColumnElement[bool]] = [extent.since <= _TIME, extent.until > _TIME, asked]
        if extent.chat_kinds:
            self._where.append(Message.chat_kind.in_(extent.chat_kinds))
        if extent.regions:
            self._where.append(_REGIONS.in_(self._naming(extent.regions)))

    def by_day(self, zone: tzinfo) -> dict[date, Counter[str]]:
        """Count messages by day and status.

        Args:
            zone: in which a day begins.
        """
        days: dict[date, Counter[str]] = {}
        hour = self._hour()
        counted = self._rows(select(hour, Message.status, func.count()).group_by(hour, Message.status))
        for text, status, times in counted:
            day = datetime.strptime(text, "%Y-%m-%d %H").replace(tzinfo=UTC).astimezone(zone).date()
            days.setdefault(day, Counter())[status] += times
        return dict(sorted(days.items()))

    def asked(self) -> list[Asked]:
        """Count messages that mean the same and are about the same."""
        columns = (Message.status, Message.intent, _REGIONS, _PROGRAMS)
        return [Asked(status, intent, tuple(json.loads(regions)), tuple(json.loads(programs)), times)
                for status, intent, regions, programs, times in self._rows(
                    select(*columns, func.count()).group_by(*columns))]

    def people(self) -> int:
        """Count the people who asked."""
        return int(self._connection.execute(
            select(func.count(distinct(Message.user_key))).where(*self._where)).scalar_one())

    def worst(self, most: int) -> list[Judged]:
        """Return the answers that most people found wrong, the worst first; the same words are the same answer.

        Args:
            most: how many at most.
        """
        down, misread, up = (func.sum(case((Vote.value == opinion.value, 1), else_=0))
                             for opinion in (Opinion.DOWN, Opinion.MISREAD, Opinion.UP))
        statement = (select(func.min(Message.question), Message.reply, down, misread, up)
                     .join(Vote, Vote.message_id == Message.id).group_by(Message.reply).having(down + misread > up)
                     .order_by((down + misread - up).desc(), func.max(Message.id).desc()).limit(most))
        return [Judged(*row) for row in self._rows(statement)]

    def latencies(self, *shares: float) -> list[float]:
        """Return the latencies, in milliseconds, that a share of the messages stays within; 0 where there are none.

        Args:
            shares: 0.5 is the median.
        """
        tenth = cast(Message.latency_ms * _TENTHS, Integer)
        counts = sorted(self._rows(select(tenth, func.count()).group_by(tenth)))
        total = sum(times for _, times in counts)
        found = []
        for share in shares:
            left = share * total
            value = 0
            for value, times in counts:  # noqa: B007 (the last one looked at is the answer)
                left -= times
                if left <= 0:
                    break
            found.append(value / _TENTHS)
        return found

    def questions(self, statuses: Sequence[str]) -> Iterator[tuple[str, int]]:
        """Yield the questions that ended in some way, each with the number of times that it was typed so.

        Args:
            statuses: the ways.
        """
        statement = select(Message.question, func.count()).where(
            *self._where, Message.status.in_(statuses)).group_by(Message.question)
        rows = self._connection.execute(statement, execution_options={"yield_per": _AT_ONCE})
        yield from ((question, times) for question, times in rows)

    def _naming(self, names: frozenset[str]) -> list[str]:
        """The lists of regions, as stored, that hold one of some names."""
        return [text for (text,) in self._rows(select(_REGIONS).distinct()) if not names.isdisjoint(json.loads(text))]

    def _hour(self) -> ColumnElement[str]:
        """The hour of a message as `2026-03-01 08`, in UTC."""
        if self._connection.dialect.name == "sqlite":
            return func.substr(type_coerce(_TIME, String), 1, len("2026-03-01 08"))
        return func.to_char(_TIME, literal_column("'YYYY-MM-DD HH24'"))

    def _rows(self, statement: Any) -> Sequence[Any]:
        return self._connection.execute(statement.where(*self._where)).all()


def day_span(first: date, last: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return when a span of days begins and ends.

    Args:
        first: the first day.
        last: the last day, included.
        zone: in which the days begin.
    """
    begin = datetime.combine(first, datetime.min.time(), zone)
    return begin, datetime.combine(last, datetime.min.time(), zone) + timedelta(days=1)
