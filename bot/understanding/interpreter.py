"""From a question and what was said before to an interpretation."""

from __future__ import annotations

from dataclasses import replace

from bot.knowledge.model import KnowledgeBase, Statement
from bot.language.tokens import has_link
from bot.understanding.asking import telling
from bot.understanding.candidates import Candidates
from bot.understanding.children import is_urgent
from bot.understanding.choosing import Chooser
from bot.understanding.confidence import confidence, confidence_signals
from bot.understanding.conversation import Conversation, Focus
from bot.understanding.extremes import name_extreme
from bot.understanding.family import family
from bot.understanding.followup import FollowUps
from bot.understanding.interpretation import Evidence, Interpretation
from bot.understanding.matcher import TOPIC_PREFIX, Ranked
from bot.understanding.meaning import Meanings, names_one_region
from bot.understanding.mention import Mention
from bot.understanding.namesakes import THAT, name_other
from bot.understanding.parameters import Parameters, load_parameters
from bot.understanding.places import Place
from bot.understanding.reader import Reader
from bot.understanding.reading import Reading
from bot.understanding.scope import CHAT, FIELD, OUT_OF_SCOPE, OUTSIDE, ScopeJudge, kind_of
from bot.understanding.weighing import OF_THE_BOT, Weigher

_MOST_TOLD = 8.0
_READINGS = 4
_OF_A_PROGRAM = "program_definition"
"""What is asked of a program where its statements have the words and no other intent is near."""
_WHAT_ELSE = frozenset({"#selain", "lain", "#program"})
"""All that `ada lagi yang lain` says."""
_LEANING_NEEDS = 0.5
"""Share of the scope's threshold that does for a question that leans on what was said."""
_A_WORD_OF_IT = 2
"""Words up to which a question for `its` something (`nama paketnya?`) is asked of what was spoken of."""
_CHATTING = 0.5
_THANKS = 12
"""Words up to which thanks without a question are thanks."""
_NEARLY_WHOLE = 0.8
_LONG_NAME = 9
"""Letters from which a program's name, as it is written, is nothing else (`ES Krim` may be ice cream)."""


class Interpreter:
    """Understands questions with the examples and names of one knowledge base."""

    def __init__(self, knowledge: KnowledgeBase, parameters: Parameters | None = None,
                 before: Interpreter | None = None) -> None:
        """Learn the examples and names.

        Args:
            knowledge: the knowledge base.
            parameters: weights and thresholds; those of parameters.json unless told.
            before: an interpreter of an earlier state of the files; what is the same is taken over.
        """
        self._knowledge = knowledge
        self.reader: Reader = Reader(knowledge, before.reader if before else None)
        self.weigher = Weigher(knowledge, self.reader)
        self.scope = ScopeJudge(self.reader.examples)
        self._follow_ups = FollowUps(knowledge)
        self._meanings = Meanings(knowledge, self.reader, self._follow_ups)
        self.candidates = Candidates(knowledge, self.reader, self.weigher, self._follow_ups)
        self._chooser = Chooser(knowledge)
        self._beside = {program.id: beside for program in knowledge.programs.values()
                        if (beside := [self._words_of(s) for s in program.statements if s.words])}
        """For each program, of its statements with words beside them (`kata`) these words, and all words."""
        self.tune(parameters or load_parameters())

    def tune(self, parameters: Parameters) -> None:
        """Decide with these weights and thresholds from now on."""
        self._parameters = parameters
        self.weigher.tune(parameters)
        self.scope.weights = parameters.scope

    @property
    def least_scope(self) -> float:
        """Probability of being in the field below which the bot says that it is not."""
        return self._parameters.least_scope

    def interpret(self, question: str, conversation: Conversation) -> Interpretation:
        """Say what a question means in its conversation."""
        reading = self.read(question, conversation.focus, bool(conversation.pending))
        chosen = self._chooser.choose(reading, conversation.pending)
        if chosen is not None and not _asks_anew(reading, chosen):
            return replace(chosen, follow_up=True, features=chosen.features or reading.features)
        if chosen is not None:
            reading = replace(reading, places=(Place(chosen.regions[-1:], Mention(0, 0)),))
        ranked = self.weigher.ranked(reading, conversation.focus)
        signals = self.signals(question, reading, ranked, conversation.focus)
        odds = self.scope.judge(signals)
        words = tuple(w.text for w in reading.words)
        evidence = Evidence(words, reading.mentions, ranked, odds[FIELD], _margin(ranked))
        plain = self._plain_meaning(reading, ranked, odds, conversation.focus, evidence)
        if plain is not None:
            return plain
        if self._is_ours(reading, ranked, signals, odds, conversation.focus):
            return self.in_the_field(reading, ranked, conversation.focus, evidence, odds[FIELD])
        return self._not_the_field(reading, ranked, odds, evidence)

    def _plain_meaning(self, reading: Reading, ranked: tuple[Ranked, ...], odds: dict[str, float], focus: Focus,
                       evidence: Evidence) -> Interpretation | None:
        """Return what is plain without any weighing: danger, thanks, a wish for more, the mere word stunting."""
        if is_urgent(reading):
            return Interpretation("danger", 1.0, features=reading.features, urgent=True, evidence=evidence,
                                  topic=_best_topic(ranked))
        if _only_thanks(reading):
            return Interpretation("thanks", odds[CHAT], features=reading.features, evidence=evidence)
        if focus.programs and set(reading.bare) <= _WHAT_ELSE and "#selain" in reading.bare:
            more = Interpretation("programs_of_region", odds[FIELD], features=reading.features, evidence=evidence)
            return self._follow_ups.what_else(more, focus)
        if set(reading.features) == {"#stunting"} and focus.is_empty and not self._kept(reading):
            return Interpretation("open_question", odds[FIELD], features=reading.features, evidence=evidence)
        return None

    def _is_ours(self, reading: Reading, ranked: tuple[Ranked, ...], signals: dict[str, float],
                 odds: dict[str, float], focus: Focus) -> bool:
        """Tell whether a question is of the field: by a name, by what it leans on, or by the scope model."""
        if not reading.features:
            return False
        hanging = odds[CHAT] < _CHATTING and self.candidates.hangs(reading, ranked, focus)
        if self._kept(reading) or reading.plans or hanging or self._asks_of_it(reading, ranked, odds, focus):
            return True
        by_name = any(m.programs and m.score == 1.0 and len(m.text) >= _LONG_NAME for m in reading.mentions)
        ongoing = not focus.is_empty and self._follow_ups.turns_to(reading)
        bare_name = (not reading.bare or ongoing) and reading.names
        least = self._parameters.least_scope * self._needed(reading, signals, odds, focus)
        return bare_name or by_name or odds[FIELD] >= least or self.candidates.told_of(reading, focus)

    def read(self, question: str, focus: Focus, asked_back: bool = False) -> Reading:
        """Take a question apart, knowing what the conversation is about.

        Args:
            question: as typed.
            focus: what the conversation is about.
            asked_back: whether the bot has just asked what is meant.
        """
        question = name_extreme(question, focus.listed, self._knowledge)
        familiar, ongoing = (*focus.programs, *focus.listed), asked_back or not focus.is_empty
        reading = self.reader.read(question, familiar, ongoing)
        if len(focus.regions) == 1 and not reading.places:
            other = name_other(question, focus.regions[0], self._knowledge)
            reading = reading if other == question else self.reader.read(other, familiar, ongoing)
        return replace(reading, features=self.weigher.in_its_topic(reading, focus)) if focus.topic else reading

    def signals(self, question: str, reading: Reading, ranked: tuple[Ranked, ...], focus: Focus) -> dict[str, float]:
        """Return the scope model's signals for a question (also used when it is fitted)."""
        exact = any(m.programs and m.score >= _NEARLY_WHOLE for m in reading.mentions)
        unknown = sum(not w.known for w in reading.words) / max(len(reading.words), 1)
        names = {"region": bool(reading.places), "program": exact, "piece": bool(reading.programs) and not exact,
                 "official": bool(reading.officials), "link": has_link(question), "empty": not reading.features,
                 "figure": bool(reading.numbers.figures), "ongoing": not focus.is_empty,
                 "met": self._meanings.have_met(reading)}
        told = self._meanings.told(reading)
        return {**self.scope.signals(reading.features, ranked, names), "unknown_words": unknown,
                "told": min(told, _MOST_TOLD) / _MOST_TOLD, **self._follow_ups.signals(reading, focus)}

    def _needed(self, reading: Reading, signals: dict[str, float], odds: dict[str, float], focus: Focus) -> float:
        """Return the share of the scope's threshold that a question needs: leaning on what was said, it needs less."""
        picks = bool(reading.tokens) and reading.tokens[0].text in THAT
        its = (reading.leans or picks) and not focus.is_empty
        if odds[CHAT] > odds[FIELD]:
            return 1.0
        if its and len(reading.tokens) <= _A_WORD_OF_IT:
            return 0.0
        return _LEANING_NEEDS if its or signals["leaning"] else 1.0

    def _asks_of_it(self, reading: Reading, ranked: tuple[Ranked, ...], odds: dict[str, float], focus: Focus) -> bool:
        """`pedomannya apa` in a conversation is asked of its subject, though it might be asked of the bot as well."""
        return (not focus.is_empty and "#botini" not in reading.features and bool(ranked)
                and ranked[0].label in OF_THE_BOT
                and odds[FIELD] >= self._parameters.least_scope * _LEANING_NEEDS)

    def _kept(self, reading: Reading) -> bool:
        """Tell whether all that is asked of a program named in full stands in or beside a statement of it."""
        asked = {f for f in telling(reading.bare) if f not in self.reader.asking}
        named = (p for m in reading.mentions if m.score == 1.0 and not m.partial for p in m.programs)
        return any(not beside.isdisjoint(asked) and asked <= whole
                   for program in named for beside, whole in self._beside.get(program, ()))

    def _words_of(self, statement: Statement) -> tuple[frozenset[str], frozenset[str]]:
        """The features of the words beside a statement, and of these and its text together."""
        features_of = self.reader.lexicon.features_of
        beside = frozenset(f for word in statement.words for f in features_of(word))
        return beside, beside.union(features_of(statement.text))

    def _not_the_field(self, reading: Reading, ranked: tuple[Ranked, ...], odds: dict[str, float],
                       evidence: Evidence) -> Interpretation:
        chat = [r for r in ranked if kind_of(r.label) == CHAT]
        if chat and odds[CHAT] >= odds[OUTSIDE]:
            return Interpretation(chat[0].label, odds[CHAT], features=reading.features, evidence=evidence)
        if reading.words and not reading.leans and all(word.filler for word in reading.words):
            # `yaudah`, `xixixi`: says nothing, and so asks for nothing
            return Interpretation("reaction", odds[CHAT], features=reading.features, evidence=evidence)
        named = tuple(p.codes[0] for p in reading.places if len(p.codes) == 1)
        return Interpretation(OUT_OF_SCOPE, odds[OUTSIDE], regions=named, features=reading.features, evidence=evidence)

    def in_the_field(self, reading: Reading, ranked: tuple[Ranked, ...], focus: Focus, evidence: Evidence,
                     scope: float) -> Interpretation:
        """Choose among the ranked intents and topics of the field.

        Args:
            reading: the question taken apart.
            ranked: intents and topics, best first.
            focus: what the conversation is about.
            evidence: for `ask --why`.
            scope: probability that the question is of the field.
        """
        candidates = self.candidates.of(reading, ranked, focus)
        sure = confidence(self._parameters.confidence, confidence_signals(candidates, scope, reading))
        meant = self._meanings.of(candidates[0].label, reading, focus, evidence, sure)
        clear = sure >= self._parameters.least_confidence or self.weigher.names_subject(
            candidates[0].label, reading.features)
        if clear or meant.choices or meant.follow_up or not reading.bare:
            return meant
        if self._kept(reading):
            asked = next((c.label for c in candidates if c.label.startswith("program_")), _OF_A_PROGRAM)
            return self._meanings.of(asked, reading, focus, evidence, sure)
        if names_one_region(reading) and self._meanings.told(reading) > 0:
            return self._meanings.of("region_detail", reading, focus, evidence, sure)
        others = [self._meanings.of(c.label, reading, focus, evidence, sure)
                  for c in _distinct(candidates)[1:_READINGS]]
        return replace(meant, intent="choose_meaning", topic=None, readings=(meant, *others))


def _distinct(candidates: list[Ranked]) -> list[Ranked]:
    """The best of each family, so that the choice is a real one."""
    best: dict[str, Ranked] = {}
    for candidate in candidates:
        best.setdefault(family(candidate.label), candidate)
    return list(best.values())


def _asks_anew(reading: Reading, chosen: Interpretation) -> bool:
    """`yang kota, programnya ada tidak`: the choice comes with a question of its own."""
    asked = {f for f in reading.bare if f.startswith("#")} - {*chosen.features, "#arti", "#rekomendasi"}
    return bool(asked and chosen.regions)


def _only_thanks(reading: Reading) -> bool:
    """`oalah baru tahu, makasih bu`: thanks that ask nothing and name nothing, whatever else they say."""
    return reading.thanks and not reading.asks and not reading.names and len(reading.tokens) <= _THANKS


def _best_topic(ranked: tuple[Ranked, ...]) -> str | None:
    topics = [r.label for r in ranked if r.label.startswith(TOPIC_PREFIX)]
    return topics[0].removeprefix(TOPIC_PREFIX) if topics else None


def _margin(ranked: tuple[Ranked, ...]) -> float:
    return ranked[0].score - ranked[1].score if len(ranked) > 1 else 1.0

