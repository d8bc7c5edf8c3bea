"""What a conversation remembers between turns, so that follow-up questions make sense."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.knowledge.model import KnowledgeBase
from bot.understanding.interpretation import Interpretation

LIFETIME_SECONDS = 30 * 60
"""Follow-ups make sense for half an hour; after that a question starts afresh."""


@dataclass(frozen=True, slots=True)
class Focus:
    """What the last answer was about.

    Args:
        intent: intent id of the last answer, or `topic`.
        regions: codes that the question was about.
        introduced: codes that the answer brought up (the learner, where the host was asked about).
        programs: ids of the programs that the answer was about or listed, in the order shown.
        visits: ids of the visits that it was about or listed.
        topic: id of the general topic, if it was one.
        before: codes that the answer before was about, for comparing the two.
        listed: ids or codes of the last list shown, in its order: what `yang kedua` counts; by default whatever the
            answer was about several of.
    """

    intent: str = ""
    regions: tuple[str, ...] = ()
    introduced: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    visits: tuple[str, ...] = ()
    topic: str | None = None
    before: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True before the first answer with a subject."""
        return not (self.regions or self.introduced or self.programs or self.visits or self.topic)


@dataclass(slots=True)
class Conversation:
    """The remembered turn of one chat (in a group: of one person in it).

    Args:
        last_seen: monotonic clock of the last turn, in seconds.
        focus: what the last answer was about.
        pending: readings that the bot offered and the user has not chosen from yet.
        version: of the knowledge base that the remembered ids are known to be in.
    """

    last_seen: float = 0.0
    focus: Focus = field(default_factory=Focus)
    pending: tuple[Interpretation, ...] = ()
    version: str = ""

    def fit(self, knowledge: KnowledgeBase) -> None:
        """Forget what a knowledge base does not have: it may have been replaced since the last turn.

        Args:
            knowledge: the one that answers from now on.
        """
        if self.version == knowledge.version:
            return
        self.version = knowledge.version
        known = {*knowledge.regions, *knowledge.programs, *knowledge.visits_by_id}
        focus = self.focus

        def still(ids: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(id_ for id_ in ids if id_ in known)

        self.focus = Focus(
            focus.intent, still(focus.regions), still(focus.introduced), still(focus.programs), still(focus.visits),
            focus.topic if focus.topic in knowledge.topics else None, still(focus.before), still(focus.listed))
        self.pending = tuple(
            reading for reading in self.pending if reading.topic in (None, *knowledge.topics)
            and known.issuperset((*reading.regions, *reading.choices, *reading.programs, *reading.visits)))

    def remember(self, focus: Focus) -> None:
        """Take up what an answer was about; an answer about nothing leaves the memory as it was."""
        if not focus.is_empty:
            moved = focus.regions[:1] != self.focus.regions[:1]
            self.focus = replace(focus, before=self.focus.regions[:1] if moved else self.focus.before,
                                 listed=focus.listed or _list_in(focus) or self.focus.listed)

    def forget_if_old(self, now: float) -> None:
        """Start afresh when the last turn is more than half an hour ago."""
        if now - self.last_seen > LIFETIME_SECONDS:
            self.focus, self.pending = Focus(), ()
        self.last_seen = now


def _list_in(focus: Focus) -> tuple[str, ...]:
    """What an answer listed, if it listed several of a kind: what was asked about before what it brought up."""
    if len(focus.programs) == 1:
        # what is told of one program names the visits and regions that belong to it: that is no list to count in
        return ()
    lists = (focus.regions, focus.programs, focus.visits, focus.introduced)
    return next((several for several in lists if len(several) > 1), ())
