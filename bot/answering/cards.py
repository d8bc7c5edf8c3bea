"""Cards: the entries that a few typed letters may mean, to choose from before anything is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.answering.desk import Desk
from bot.answering.measures import latest, told
from bot.answering.subjects import first_of
from bot.language.tokens import words_in
from bot.understanding.interpretation import Interpretation, encode
from bot.understanding.names import names_of

MOST_CARDS = 10
_NEAR = 88.0
"""Likeness, of 100, from which a misspelt name is offered."""
_POPULAR = (4, 3, 3)
"""Regions, programmes and topics offered where nothing is typed yet."""


@dataclass(frozen=True, slots=True)
class Card:
    """An entry to choose.

    Args:
        title: its name.
        summary: one line about it.
        link: what choosing it answers, for `Assistant.follow`.
    """

    title: str
    summary: str
    link: str


class Cards:
    """Finds cards by the names of regions, programmes and topics."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._links = dict[str, list[str]]()
        """By name, in small letters, the links of what it names."""
        for name, link in self._names():
            links = self._links.setdefault(" ".join(words_in(name)), [])
            if link not in links:
                links.append(link)

    def find(self, typed: str, meant: Interpretation) -> list[Card]:
        """Return at most `MOST_CARDS` cards, the likeliest first.

        Args:
            typed: what has been typed so far; nothing gets what there is most to say about.
            meant: what it means as a question.
        """
        if not typed.strip():
            return [next(self._cards_of(link)) for link in self._popular()]
        cards: dict[str, Card] = {}
        # a name that begins so says more than an area of which it might be one
        for link in (*self._understood(meant), *self._named(typed), *meant.choices):
            for card in self._cards_of(link):
                cards.setdefault(card.link, card)
        return list(cards.values())[:MOST_CARDS]

    def _names(self) -> Iterator[tuple[str, str]]:
        knowledge = self._desk.knowledge
        for region in knowledge.regions.values():
            for name in (region.name, region.short_name, *region.aliases):
                yield name, region.code
        for program in knowledge.programs.values():
            for name in names_of(program):
                yield name, program.id
        for topic in knowledge.topics.values():
            yield topic.title, topic.id

    def _understood(self, meant: Interpretation) -> Iterator[str]:
        yield from meant.programs
        yield from meant.regions
        if meant.topic:
            yield meant.topic

    def _named(self, typed: str) -> list[str]:
        """Entries one of whose names has words that begin as those typed; where there are none, misspelt ones."""
        wanted = words_in(typed)
        if not wanted:
            return []
        found = [(len(name), link) for name, links in self._links.items() if _begins(name.split(), wanted)
                 for link in links]
        if not found:
            near = process.extract(" ".join(wanted), self._links.keys(), scorer=fuzz.WRatio, score_cutoff=_NEAR,
                                   limit=MOST_CARDS)
            return [link for name, _, _ in near for link in self._links[name]]
        return [link for _, link in sorted(found)]

    def _popular(self) -> list[str]:
        knowledge, desk = self._desk.knowledge, self._desk
        regions = sorted((r.code for r in knowledge.regions.values() if not r.is_province),
                         key=lambda code: (-desk.depth(code), code))
        programs = sorted(knowledge.programs.values(), key=lambda p: (-len(p.statements), p.id))
        counts = zip((regions, [p.id for p in programs], list(knowledge.topics)), _POPULAR, strict=True)
        return [link for links, count in counts for link in links[:count]]

    def _cards_of(self, link: str) -> Iterator[Card]:
        knowledge = self._desk.knowledge
        if link in knowledge.programs:
            program = knowledge.programs[link]
            yield Card(f"{program.name} ({self._desk.name(program.region)})", first_of(program).text, link)
        elif link in knowledge.topics:
            yield Card(knowledge.topics[link].title, knowledge.topics[link].answer, link)
        else:
            yield from self._region_cards(link)

    def _region_cards(self, code: str) -> Iterator[Card]:
        """The region, its figure, and its programmes."""
        desk, region = self._desk, self._desk.region(code)
        programs = desk.knowledge.programs_of.get(code, ())
        name, figure = desk.name(code), latest(region)
        about = f"{len(programs)} program tercatat" if programs else "Yang tercatat tentang daerah ini"
        yield Card(name, about, code.replace(".", ""))
        if figure:
            yield Card(f"Angka stunting {name}", told(figure), encode("prevalence", code))
        for program in programs:
            yield from self._cards_of(program.id)


def _begins(words: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether each word typed begins a word of the name."""
    return all(any(word.startswith(start) for word in words) for start in wanted)
