"""Words and misspellings that people use for a region or program: learned from the reading that they pressed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.assistant import Mind
from bot.storage.admins import Pressed
from bot.understanding.conversation import Focus
from bot.understanding.interpretation import Interpretation, decode
from bot.understanding.mention import Mention
from bot.understanding.reading import Reading
from bot.upkeep.editing import Entry

LEAST_CHATS = 2
"""One who presses a button may have pressed the wrong one."""
_LONGEST = 3
"""Unknown words in a row that may be one name."""
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What many call a region or program.

    Args:
        alias: as they type it.
        entry: the region or program.
        name: its name.
        times: how often it was pressed.
        ids: the pressed readings that it follows from.
    """

    alias: str
    entry: Entry
    name: str
    times: int
    ids: tuple[int, ...]


def suggestions(pressed: Sequence[Pressed], mind: Mind) -> list[Suggestion]:
    """Return the aliases that follow from pressed readings, the most pressed first.

    Args:
        pressed: what nobody has decided on.
        mind: of the present knowledge base; what it knows by now is no suggestion.
    """
    found: dict[tuple[str, Entry], list[Pressed]] = {}
    for one in pressed:
        named = _subject(decode(one.link, mind.knowledge))
        if named is None:
            continue
        alias = _called(mind.interpreter.read(one.question, Focus()), named, mind)
        if alias is not None:
            found.setdefault((alias, named), []).append(one)
    return sorted((Suggestion(alias, entry, _name(entry, mind), len(cases), tuple(case.id for case in cases))
                   for (alias, entry), cases in found.items()
                   if len({case.chat_key for case in cases}) >= LEAST_CHATS),
                  key=lambda suggestion: (-suggestion.times, suggestion.alias))


def _subject(reading: Interpretation | None) -> Entry | None:
    """The one region or program that a reading is about."""
    if reading is None or reading.topic or reading.visits:
        return None
    if len(reading.programs) == 1:
        return Entry("program", reading.programs[0])
    return Entry("daerah", reading.regions[0]) if len(reading.regions) == 1 and not reading.programs else None


def _called(reading: Reading, entry: Entry, mind: Mind) -> str | None:
    """What a question calls an entry: the misspelt name that may be it, else the words that nothing is known of."""
    for mention in reading.mentions:
        if mention.score < 1 and entry.id in (*mention.regions, *mention.programs):
            return _free(_typed(reading, mention), mind)
    if any(entry.id in (*mention.regions, *mention.programs) for mention in reading.mentions):
        return None
    named = {index for mention in reading.mentions for index in range(mention.start, mention.end)}
    unknown = sorted({word.token for word in reading.words if not word.known and word.token not in named})
    run = [index for place, index in enumerate(unknown) if index - place == unknown[0]] if unknown else []
    if not run or len(run) != len(unknown) or len(run) > _LONGEST:
        return None
    return _free(" ".join(reading.tokens[index].text for index in run), mind)


def _typed(reading: Reading, mention: Mention) -> str:
    return " ".join(token.text for token in reading.tokens[mention.start:mention.end])


def _free(alias: str, mind: Mind) -> str | None:
    """The words, unless they are too short or name something already."""
    taken = mind.interpreter.reader.finder.names.exact(alias.replace(" ", "")) is not None
    return None if taken or len(alias) < _SHORTEST or alias.isdigit() else alias


def _name(entry: Entry, mind: Mind) -> str:
    knowledge = mind.knowledge
    return knowledge.programs[entry.id].name if entry.kind == "program" else knowledge.regions[entry.id].name
