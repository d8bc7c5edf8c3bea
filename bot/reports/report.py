"""What a report holds, and how it is gathered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum

from sqlalchemy import Connection

from bot.answering.reply import Status
from bot.knowledge.model import KnowledgeBase
from bot.knowledge.wording import nearest
from bot.language.lexicon import Lexicon
from bot.reports.words import NewWord, new_words
from bot.storage.database import Database
from bot.storage.reading import read
from bot.storage.statistics import FAILED, GROUPS, PRIVATE, Asked, Extent, Judged, Statistics, day_span
from bot.understanding.family import family
from bot.understanding.interpretation import TOPIC
from bot.understanding.reader import texts_of
from bot.understanding.scope import OUT_OF_SCOPE
from bot.upkeep.grouping import Group, waiting

DAYS = 30
"""How far a report looks back unless told."""
QUESTIONS = (Status.ANSWERED, Status.CLARIFY, Status.NO_DATA, Status.UNKNOWN)
"""How questions end; the rest is small talk."""
_IN_VAIN = (Status.UNKNOWN.value, Status.CLARIFY.value, Status.NO_DATA.value)
_LISTED = 10
_MEDIAN, _NEARLY_ALL = 0.5, 0.95
_KINDS = {
    TOPIC: "pengetahuan umum", OUT_OF_SCOPE: "di luar bidang", "danger": "tanda bahaya pada anak",
    FAILED: "gangguan pada bot",
    "open_question": "stunting, tanpa pertanyaan yang jelas", "choose_meaning": "bisa berarti beberapa hal",
}
"""Intents that the bot's own wording has no name for."""


class RequestError(Exception):
    """The report asked for cannot be made; the message is one Indonesian sentence."""


class Chats(StrEnum):
    """Which chats count."""

    ALL = "semua"
    PRIVATE = "pribadi"
    GROUPS = "grup"


@dataclass(frozen=True, slots=True)
class Request:
    """What to report on.

    Args:
        first: the first day.
        last: the last day, included.
        chats: which chats count.
        province: code of a province, to count only what was asked about it and its regions.
    """

    first: date
    last: date
    chats: Chats = Chats.ALL
    province: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What people asked in a period.

    Args:
        request: what was asked for.
        place: name of the province, if only that counts.
        people: how many different people asked.
        days: questions by day and status; days without any are there too.
        regions: the most asked regions with their numbers, the most asked first.
        programs: the same for programs.
        kinds: the same for what was asked of them.
        open: what has no answer yet, the most asked first; of all time and all chats.
        worst: the answers that most people found wrong.
        words: what people typed and no example knows.
        median_ms: half of the answers took no longer.
        nearly_all_ms: 95 of 100 answers took no longer.
    """

    request: Request
    place: str | None
    people: int
    days: Mapping[date, Mapping[str, int]]
    regions: tuple[tuple[str, int], ...]
    programs: tuple[tuple[str, int], ...]
    kinds: tuple[tuple[str, int], ...]
    open: tuple[Group, ...]
    worst: tuple[Judged, ...]
    words: tuple[NewWord, ...]
    median_ms: float
    nearly_all_ms: float

    @property
    def statuses(self) -> Mapping[str, int]:
        """How questions ended, over all days."""
        return {status: sum(day.get(status, 0) for day in self.days.values()) for status in QUESTIONS}

    @property
    def questions(self) -> int:
        """How many questions there were."""
        return sum(self.statuses.values())

    def share(self, status: str) -> float:
        """Return which part of the questions ended so, 0 to 1."""
        return self.statuses[status] / self.questions if self.questions else 0.0


async def make_report(database: Database, knowledge: KnowledgeBase, request: Request, zone: tzinfo,
                      lexicon: Lexicon | None = None) -> Report:
    """Gather a report.

    Args:
        database: with the log.
        knowledge: names of programs and regions, and the words that are known.
        request: what to report on.
        zone: in which days begin.
        lexicon: of that knowledge, if there is one already.

    Raises:
        StorageError: the database cannot be read.
    """
    words = lexicon or Lexicon(knowledge.language, texts_of(knowledge))
    since, until = day_span(request.first, request.last, zone)
    kinds = {Chats.ALL: (), Chats.PRIVATE: PRIVATE, Chats.GROUPS: GROUPS}[request.chats]
    extent = Extent(since, until, kinds, _names_in(request.province, knowledge))
    open_groups = await waiting(database, words)

    def look(connection: Connection) -> Report:
        statistics = Statistics(connection, extent)
        asked = statistics.asked()
        median, nearly_all = statistics.latencies(_MEDIAN, _NEARLY_ALL)
        place = knowledge.regions[request.province].name if request.province else None
        return Report(
            request, place, statistics.people(), _every_day(request, statistics.by_day(zone)),
            _counted((name, group) for group in asked for name in group.regions),
            _counted((_program(id_, knowledge), group) for group in asked for id_ in group.programs),
            _counted((_kind(group.intent, knowledge), group) for group in asked),
            tuple(open_groups), tuple(statistics.worst(_LISTED)),
            tuple(new_words(statistics.questions(_IN_VAIN), words, knowledge)), median, nearly_all)

    return await read(database, look)


def local_zone() -> tzinfo:
    """Return the machine's zone, in which days begin."""
    zone = datetime.now().astimezone().tzinfo
    return zone if zone is not None else UTC


def last_days(count: int, today: date) -> tuple[date, date]:
    """Return the first and last of so many days that end today."""
    return today - timedelta(days=count - 1), today


def province_named(name: str, knowledge: KnowledgeBase) -> str:
    """Return the code of a province by its name, another name of it, or its code.

    Raises:
        RequestError: there is none.
    """
    provinces = [region for region in knowledge.regions.values() if region.is_province]
    wanted = name.casefold().removeprefix("provinsi ").strip()
    for region in provinces:
        if wanted in {region.code, region.name.casefold(), *(alias.casefold() for alias in region.aliases)}:
            return region.code
    close = nearest(name, [region.name for region in provinces])
    raise RequestError(f"Provinsi “{name}” tidak dikenal." + (f" Mungkin maksudnya “{close}”." if close else ""))


def parsed_day(text: str) -> date:
    """Read a day written as 2026-06-30.

    Raises:
        RequestError: it is none.
    """
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 (a day, no moment)
    except ValueError:
        raise RequestError(f"“{text}” bukan tanggal; tulis seperti 2026-06-30.") from None


def _names_in(province: str | None, knowledge: KnowledgeBase) -> frozenset[str]:
    if province is None:
        return frozenset()
    inside = knowledge.regions_in.get(province, ())
    return frozenset(region.name for region in (knowledge.regions[province], *inside))


def _every_day(request: Request, counted: Mapping[date, Mapping[str, int]]) -> dict[date, Mapping[str, int]]:
    days = (request.last - request.first).days + 1
    return {day: counted.get(day, {}) for day in (request.first + timedelta(days=n) for n in range(days))}


def _counted(named: Iterable[tuple[str, Asked]]) -> tuple[tuple[str, int], ...]:
    totals: Counter[str] = Counter()
    for name, group in named:
        if group.status in QUESTIONS:
            totals[name] += group.times
    return tuple(sorted(totals.items(), key=lambda item: (-item[1], item[0]))[:_LISTED])


def _program(id_: str, knowledge: KnowledgeBase) -> str:
    program = knowledge.programs.get(id_)
    return f"{program.name} ({knowledge.regions[program.region].name})" if program else id_


def _kind(intent: str, knowledge: KnowledgeBase) -> str:
    """What was asked, in the words that the bot itself uses when it asks back."""
    return _KINDS.get(intent) or knowledge.messages.get(f"sebut_{family(intent)}", intent)
