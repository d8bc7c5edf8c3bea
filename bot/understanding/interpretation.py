"""What a question means, with the evidence for it, and its short form for buttons and deep links."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from bot.knowledge.intent_ids import INTENT_IDS
from bot.knowledge.model import KnowledgeBase, Official
from bot.understanding.matcher import Ranked
from bot.understanding.mention import Mention, Numbers

TOPIC = "topic"
_SEPARATOR = "--"
_CODE = re.compile(r"^\d{2}(\d{2})?$")
LINK_LIMIT = 64
"""Telegram allows 64 bytes of callback data and 64 characters of deep-link payload."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a question was read as it was; shown by `ask --why`."""

    words: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    ranked: tuple[Ranked, ...] = ()
    scope: float = 0.0
    margin: float = 0.0


@dataclass(frozen=True, slots=True)
class Interpretation:
    """The meaning of a question.

    Args:
        intent: intent id of maksud.yaml, or `topic`, `danger`, `choose_region`, `missing_subject`.
        confidence: 0 to 1.
        regions: codes of the regions asked about, in reading order.
        choices: codes of namesakes to choose from, where a region is ambiguous.
        programs: ids of the programs asked about.
        visits: ids of the visits asked about.
        officials: people asked about.
        topic: id of the general topic.
        numbers: dates and figures named.
        features: concepts and stems of the question, for ranking statements.
        also: further intents asked in the same question.
        urgent: whether the question names a danger sign in a child.
        follow_up: whether something was taken from the turn before.
        rest: whether other things than those of the turn before are asked for ("selain itu").
        supposed: whether the question takes the region for the program's owner.
        personal: whether the question is about the asker's own child.
        readings: what the question may mean, where the bot asks back instead of answering.
        evidence: for `ask --why`.
    """

    intent: str
    confidence: float = 1.0
    regions: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    visits: tuple[str, ...] = ()
    officials: tuple[Official, ...] = ()
    topic: str | None = None
    numbers: Numbers = field(default_factory=Numbers)
    features: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    urgent: bool = False
    follow_up: bool = False
    rest: bool = False
    supposed: bool = False
    personal: bool = False
    readings: tuple[Interpretation, ...] = ()
    evidence: Evidence = field(default_factory=Evidence)

    def choosing(self, code: str) -> Interpretation:
        """Return this interpretation with one of the namesakes chosen."""
        return replace(self, regions=(*self.regions, code), choices=())


def encode(intent: str, *subjects: str) -> str:
    """Write an intent and its subjects as a link: `prevalence--6402`; one longer than `LINK_LIMIT` fits no button.

    Args:
        intent: intent id.
        subjects: region codes, program ids, visit ids or topic ids.
    """
    return _SEPARATOR.join([intent, *(subject.replace(".", "") for subject in subjects)])


def decode(link: str, knowledge: KnowledgeBase) -> Interpretation | None:
    """Read a link back; a bare id or code opens the subject's card. None where it names nothing known."""
    head, *subjects = link.split(_SEPARATOR)
    if head not in INTENT_IDS and head != TOPIC:
        subjects, head = [head, *subjects], ""
    regions, programs, visits = [], [], []
    topic = None
    known_visits = {visit.id for visit in knowledge.visits}
    for subject in subjects:
        code = f"{subject[:2]}.{subject[2:]}" if len(subject) == 4 else subject
        if _CODE.match(subject) and code in knowledge.regions:
            regions.append(code)
        elif subject in knowledge.programs:
            programs.append(subject)
        elif subject in known_visits:
            visits.append(subject)
        elif subject in knowledge.topics:
            topic = subject
        else:
            return None
    default = (TOPIC if topic else "program_definition" if programs else "visit_subjects" if visits
               else "region_profile")
    if not head and not subjects:
        return None
    return Interpretation(head or default, regions=tuple(regions), programs=tuple(programs), visits=tuple(visits),
                          topic=topic)
