"""What every kind of answer is written with: the knowledge, the bot's wording, and a draft that gathers sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from textwrap import shorten

from bot.answering.brief import Brief
from bot.answering.picture import Picture
from bot.answering.relevance import Relevance
from bot.answering.reply import Block, Button, Reply, Status
from bot.knowledge.model import KnowledgeBase, Region, Source, Statement, Visit
from bot.language.lexicon import WORDING, Lexicon
from bot.understanding.conversation import Focus
from bot.understanding.interpretation import LINK_LIMIT, Interpretation, encode

MOST_BUTTONS = 8
LONGEST_LABEL = 44
"""Characters of a label that a phone shows in one line of buttons."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply with what the conversation should remember of it.

    Args:
        reply: what the user gets.
        focus: what the answer was about; None leaves the memory as it was.
        pending: readings offered, to choose from in the next turn.
    """

    reply: Reply
    focus: Focus | None = None
    pending: tuple[Interpretation, ...] = ()


class Desk:
    """The knowledge base at hand while answering."""

    def __init__(self, knowledge: KnowledgeBase, lexicon: Lexicon, asking: frozenset[str]) -> None:
        """Make ready to answer.

        Args:
            knowledge: what to answer from.
            lexicon: how words are compared.
            asking: words that questions of every kind share.
        """
        self.knowledge = knowledge
        self.features_of = cache(lexicon.features_of)
        self.relevance = Relevance(knowledge, lexicon.features_of, asking)
        self.theme_words = {theme.id: [frozenset(f for f in self.features_of(w) if not f.startswith(WORDING))
                                       for w in theme.words] for theme in knowledge.themes.values()}
        """For each theme the features of its words and phrases."""
        self.name_words = {program.id: frozenset(self.features_of(" ".join((program.name, *program.themes))))
                           for program in knowledge.programs.values()}
        """For each program the features of its name and themes."""
        self.visits = knowledge.visits_by_id
        self.owners = _owners(knowledge)
        self._told = Counter(region for region, _ in self.owners.values())

    def say(self, key: str, **values: object) -> str:
        """Return the bot's own wording from pesan.yaml, filled in."""
        return self.knowledge.messages[key].format(**values)

    def region(self, code: str) -> Region:
        """Return the region of a code."""
        return self.knowledge.regions[code]

    def visit_score(self, visit: Visit, features: Iterable[str]) -> float:
        """Return how much a visit's place, subjects and statements speak of a question's words."""
        wanted = set(features)
        facts = self.relevance.weight(wanted & set(self.features_of(" ".join((visit.place or "", *visit.subjects)))))
        return max([facts, *(self.relevance.score(s, wanted) for s in visit.statements)])

    def depth(self, code: str) -> int:
        """Return how much there is to learn about a region: visits count most, for they are what a guest asks for."""
        visits = len(self.knowledge.visits_to.get(code, ())) + len(self.knowledge.visits_of.get(code, ()))
        return 5 * visits + self._told[code]

    def name(self, code: str) -> str:
        """Return a region's official name; provinces with the word Provinsi before it."""
        region = self.knowledge.regions[code]
        return f"Provinsi {region.name}" if region.is_province else region.name


def _owners(knowledge: KnowledgeBase) -> dict[Statement, tuple[str, str | None]]:
    """For each statement, the region that it is about and the program, if it is about one."""
    owners: dict[Statement, tuple[str, str | None]] = {}
    for visit in knowledge.visits:
        owners.update(dict.fromkeys(visit.statements, (visit.guest or visit.host, None)))
    for region in knowledge.regions.values():
        owners.update(dict.fromkeys(region.statements, (region.code, None)))
    for program in knowledge.programs.values():
        owners.update(dict.fromkeys(program.statements, (program.region, program.id)))
    return owners


@dataclass(slots=True)
class Draft:
    """A reply in the making."""

    desk: Desk
    question: Interpretation
    blocks: list[Block] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    said: set[str] = field(default_factory=set)
    picture: Picture | None = None
    brief: Brief | None = None

    def line(self, text: str, *sources: Source) -> None:
        """Add a line of its own."""
        self.blocks.append(Block((text,)))
        self.said.add(text)
        self.cite(*sources)

    def listing(self, heading: str | None, lines: Iterable[str], sources: Iterable[Source] = ()) -> None:
        """Add a list, if there is anything in it."""
        items = tuple(line for line in lines if line not in self.said)
        self.said.update(items)
        if items:
            self.blocks.append(Block(items, heading, bullets=True))
            self.cite(*sources)

    def statements(self, heading: str | None, statements: Iterable[Statement]) -> None:
        """Add statements as a list, leaving out what was said already."""
        fresh = [s for s in dict.fromkeys(statements) if s.text not in self.said]
        self.listing(heading, [s.text for s in fresh], [s.source for s in fresh])

    def lead(self, statements: Iterable[Statement]) -> None:
        """Open with a statement as a line of its own."""
        for statement in statements:
            if statement.text not in self.said:
                self.line(statement.text, statement.source)

    def cite(self, *sources: Source) -> None:
        """Note sources, each once."""
        self.sources += [s for s in dict.fromkeys(sources) if s not in self.sources]

    def offer(self, label: str, intent: str, *subjects: str) -> None:
        """Add a button, unless the same is offered already or its link fits no button."""
        link = encode(intent, *subjects)
        room = len(self.buttons) < MOST_BUTTONS and len(link) <= LINK_LIMIT
        if room and all(b.link != link for b in self.buttons):
            self.buttons.append(Button(shorten(label, width=LONGEST_LABEL, placeholder=" …"), link))

    def answer(self, status: Status = Status.ANSWERED, regions: Sequence[str] = (), programs: Sequence[str] = (),
               focus: Focus | None = None, pending: tuple[Interpretation, ...] = ()) -> Answer:
        """Finish the reply.

        Args:
            status: how the question ended.
            regions: codes of the regions that the answer is about.
            programs: ids of the programs that it is about.
            focus: what to remember; by default the regions and programs.
            pending: readings offered.
        """
        question = self.question
        reply = Reply(status, tuple(self.blocks), question.intent, question.confidence,
                      tuple(self.desk.region(c).name for c in regions), tuple(programs), tuple(self.sources),
                      tuple(self.buttons), self.picture, self.brief, self.desk.knowledge.version)
        default = Focus(question.intent, tuple(regions), (), tuple(programs), question.visits, question.topic)
        return Answer(reply, focus if focus is not None else default, pending)


def joined(names: Sequence[str], last: str = "dan") -> str:
    """Write names as a sentence part: `A, B, dan C`."""
    if len(names) < 2:
        return "".join(names)
    if len(names) == 2:
        return f"{names[0]} {last} {names[1]}"
    return ", ".join(names[:-1]) + f", {last} {names[-1]}"
