"""Rank intents and topics for a question in its conversation: what each needs and lacks counts against it."""

from __future__ import annotations

from itertools import pairwise

from bot.knowledge.model import NATION, KnowledgeBase
from bot.language.lexicon import COURTESY, WORDING
from bot.understanding.asking import asking_words
from bot.understanding.conversation import Focus
from bot.understanding.family import family
from bot.understanding.matcher import TOPIC_PREFIX, IntentMatcher, Ranked
from bot.understanding.namesakes import THAT, TURNS
from bot.understanding.parameters import Parameters
from bot.understanding.reader import Reader
from bot.understanding.reading import Reading
from bot.understanding.scope import FIELD, kind_of

_CUES = {
    "region_where": frozenset({"#provinsimana"}),
    "find_figure": frozenset({"xangka"}),
    "ranking": frozenset({"#tertinggi", "#terendah", "#banding"}),
    "person": frozenset({"xorang", "#jabatan"}),
    "visit_people": frozenset({"#jumlahorang", "#rombongan"}),
    "program_since": frozenset({"#sejak", "#kapan"}),
    "visit_date": frozenset({"#kapan", "#sejak", "xtanggal"}),
    "visit_reason": frozenset({"#alasan", "#penyebab"}),
    "about_sources": frozenset({"#sumberdata"}),
    "awards": frozenset({"#penghargaan"}),
    "chart": frozenset({"#grafik"}),
    "ranking_chart": frozenset({"#grafik"}),
    "brief": frozenset({"#ringkasan"}),
    "recommend": frozenset({"#rekomendasi", "#daerahlain", "#semuadaerah", "~sebaik", "~cocok", "kami"}),
}
"""Concepts without which a question is hardly of an intent, however near its other words are."""
_OTHER_NUMBER = {"prevalence": frozenset({"#anggaran", "#target"})}
"""Concepts that ask for another number than the intent's."""
_ELSEWHERE = COURTESY | {"#program", "#pemilik", "#semuadaerah", "#rekomendasi", "#daerahlain"}
"""Concepts by which a short question after a topic leaves it."""
_EVERYWHERE = 20
"""A concept in the examples of this many intents says of no topic that it is meant."""
_ASKERS = frozenset({"#kader", "#pkk", "#tpk"})
"""Those who ask, and may say so."""
OF_THE_BOT = frozenset({"help", "identity"})
"""Intents that ask for the bot itself."""
_FIGURES = frozenset({"#angka", "berapa", "~berapa"})
_RANKED = 12
_THE_SAME, _TELLING = 0.999, 2
"""Likeness from which an example says the same, and the words that it takes for that to tell."""
_WHERE = frozenset({"#pemilik", "#semuadaerah", "#provinsimana"})
"""Concepts that ask for regions, which a general topic does not name."""
_MOVED = 3.0
"""How much more the next topic counts where the question says `habis itu`."""
_MOST_STRANGE = 3
"""Words of other topics beyond which a question counts no further against one."""
_WHO = frozenset({"#hamil", "#remaja", "#catin", "#ayah", "#dewasa", "anak", "bayi", "balita"})
"""Those whom a general topic may be about."""
_THAT = frozenset({"itu", "iku", "eta"})
"""`imd itu apa` asks of what it names, though it says `that`."""
AGES = frozenset({"bulan", "tahun", "umur", "usia", "hari", "minggu", "lebih", "kurang", "setahun", "sebulan",
                  "setengah"})
"""Words of an age, of which any topic may be asked (`kalau sudah 9 bulan`)."""
_SOON = 3
"""Words among which a question that picks something out says so (`terus kalau yang …`)."""
_SHORT_TOPIC = 4
"""Words beyond which a question after a topic speaks for itself."""


class Weigher:
    """Joins what the examples say with what the question and the conversation offer."""

    def __init__(self, knowledge: KnowledgeBase, reader: Reader) -> None:
        self._knowledge = knowledge
        self._reader = reader
        self._matcher = IntentMatcher(reader.examples)
        self._subjects = {label: self._matcher.subject(label) - reader.asking
                          for label in {e.label for e in reader.examples if e.is_topic}}
        self._titled = frozenset(f for topic in knowledge.topics.values()
                                 for f in reader.lexicon.features_of(topic.title)) - {"#stunting", "anak"}
        general = asking_words(reader.examples, _EVERYWHERE) | _ASKERS
        self._headings = {f for f in self._titled if f.startswith("#")} - general
        self._told = self._titled - reader.asking | {f for subject in self._subjects.values() for f in subject}
        self._years = {topic.id: frozenset[int]().union(*(s.years_told for s in topic.statements))
                       for topic in knowledge.topics.values()}
        self._costs: dict[str, float] = {}

    def tune(self, parameters: Parameters) -> None:
        """Weigh with these numbers from now on."""
        self._matcher.weights = parameters.match
        self._costs = parameters.penalties

    def ranked(self, reading: Reading, focus: Focus) -> tuple[Ranked, ...]:
        """Return the best intents and topics, best first.

        Args:
            reading: the question taken apart.
            focus: what the conversation is about.
        """
        features = set(reading.features)
        ranked = self._matcher.rank(reading.features, _RANKED)
        telling = len(reading.bare) >= _TELLING
        adjusted = [r.less(self._penalty(r.label, reading, features, focus)
                           - (self._costs["same_question"] if telling and r.overlap > _THE_SAME else 0.0))
                    for r in ranked]
        return tuple(sorted(adjusted, key=lambda r: (-r.score, r.label)))

    def names_subject(self, label: str, features: tuple[str, ...]) -> bool:
        """Tell whether a question names what a topic is about."""
        return not self._subjects.get(label, frozenset()).isdisjoint(features)

    def in_its_topic(self, reading: Reading, focus: Focus) -> tuple[str, ...]:
        """A short question after a general topic is about that topic (`yang bagus isinya apa`)."""
        if (focus.topic is None or not reading.tokens or len(reading.bare) > _SHORT_TOPIC
                or reading.places or reading.programs or _leaves(set(reading.features))):
            return reading.features
        label = TOPIC_PREFIX + focus.topic
        turned = reading.tokens[0].text in TURNS
        subject = self._matcher.subject(label)
        title = self._title(focus.topic)
        picks = any(token.text in TURNS | THAT for token in reading.tokens[:_SOON])
        own = self._its_own(label, reading.features) | AGES if picks else set[str]()
        if "#arti" in reading.features and (self._headings & set(reading.features)).difference(subject, title):
            # `TPPS itu apa` is asked of what it names
            return reading.features
        strange = {f for f in reading.features if f in self._told and f not in subject and f not in title
                   and f not in own and (f.startswith("#") or not self._matcher.has(label, f))}
        core = tuple(f for f in title if f in subject and f not in reading.features)
        if turned and not strange:
            strange = {f for f in reading.features if f in self._titled and f not in title and f not in own}
        if reading.leans and not turned and not (strange & self._headings and _THAT & {
                token.text for token in reading.tokens}):
            strange = set()  # `obatnya apa`: its remedy, whatever other topic is about remedies
        if strange:
            core = self._shared(core, {f for f in strange if not f.startswith(WORDING)}) if turned else ()
        if strange and not core and "#stunting" not in reading.features:
            core = ("#stunting",)
        return (*reading.features, *core)

    def _its_own(self, label: str, features: tuple[str, ...]) -> set[str]:
        """`yang biru`: a concept whose very word is the topic's, whatever else it stands for."""
        return {f for f, worded in pairwise(features) if worded.startswith(WORDING)
                and self._matcher.has(label, worded)}

    def _title(self, topic: str) -> tuple[str, ...]:
        return self._reader.lexicon.features_of(self._knowledge.topics[topic].title)

    def _shared(self, core: tuple[str, ...], others: set[str]) -> tuple[str, ...]:
        """What a topic about others has of this one (`kalau remaja putri?` after the tablets of pregnant women)."""
        if others & _WHO:
            # the tablets of young women are asked of pregnant ones: whose they were goes
            core = tuple(f for f in core if f not in _WHO)
        subjects = [subject for label, subject in self._subjects.items()
                    if others <= subject and "#banding" not in self._title(label.removeprefix(TOPIC_PREFIX))]
        return tuple(f for f in core if any(f in subject for subject in subjects))

    def _penalty(self, label: str, reading: Reading, features: set[str], focus: Focus) -> float:
        if label.startswith(TOPIC_PREFIX):
            return self._topic_penalty(label, reading, features, focus)
        if kind_of(label) != FIELD:
            # `posyandu gunanya apa` is asked of posyandu, however much `gunanya apa` is asked of the bot
            elsewhere = label in OF_THE_BOT and self._headings & features and "#botini" not in features
            return self._costs["topic_without_subject"] if elsewhere else 0.0
        costs, needs = self._costs, self._knowledge.needs.get(label, ())
        cost = self._missing(needs, reading, focus)
        if (label in _CUES and not _CUES[label] & features) or _OTHER_NUMBER.get(label, frozenset()) & features:
            cost += costs["missing_cue"]
        if focus.topic and needs and not reading.places and not reading.programs:
            cost += costs["region_after_topic"]
        if reading.programs and "program" not in needs:
            cost += costs["unused_program"]
        if not reading.places and ((focus.visits and "kunjungan" in needs) or (focus.programs and "program" in needs)):
            cost -= costs["same_subject"]
        if focus.intent and family(label) == family(focus.intent):
            cost -= costs["same_family"]
        if reading.points_there and reading.places and label.startswith("visit_") and not focus.is_empty:
            cost -= costs["there_and_region"]
        if label == "compare" and len(reading.places) + len(reading.programs) < 2 and len(focus.regions) < 2:
            cost += costs["two_regions"]
        return cost

    def _missing(self, needs: tuple[str, ...], reading: Reading, focus: Focus) -> float:
        """What the intent needs and neither the question nor the conversation names."""
        cost = 0.0
        if "program" in needs and not reading.programs and not focus.programs:
            cost += self._costs["missing_program"]
        known = focus.regions or focus.introduced or focus.programs or focus.visits
        if "daerah" in needs and not reading.places and not known:
            cost += self._costs["missing_region"]
        if "kunjungan" in needs and not reading.places and not reading.officials and not focus.visits:
            cost += self._costs["missing_visit"]
        return cost

    def _topic_penalty(self, label: str, reading: Reading, features: set[str], focus: Focus) -> float:
        costs, topic = self._costs, label.removeprefix(TOPIC_PREFIX)
        placed = any(p.codes != (NATION,) for p in reading.places)
        cost = costs["region_on_topic"] if placed or reading.officials else 0.0
        if "#program" in features and any(m.programs and not m.partial for m in reading.mentions):
            cost += costs["unused_program"]
        after = focus.topic is not None and (topic == focus.topic or topic in self._knowledge.topics[focus.topic].next)
        telling = self._subjects[label]
        about = (not telling.isdisjoint(features) if telling
                 else "#stunting" in features and _FIGURES.isdisjoint(features))
        if not after and not about:
            cost += costs["topic_without_subject"]
        if not reading.places and (not focus.is_empty and focus.topic is None):
            cost += costs["topic_after_region"]
        if reading.points_there and focus.topic is None:
            cost += costs["topic_pointing"]
        if focus.topic and reading.moves_on:
            following = self._knowledge.topics[focus.topic].next[:1]
            cost += costs["next_topic"] * (_MOVED if topic == focus.topic else -_MOVED if topic in following else 0.0)
        if not _WHERE.isdisjoint(features):
            cost += costs["topic_asks_where"]
        if reading.numbers.years and self._years[topic] and self._years[topic].isdisjoint(reading.numbers.years):
            cost += costs["topic_without_subject"]
        strange = sum(f in self._told and not self._matcher.has(label, f) for f in features)
        cost += costs["strange_subject"] * min(strange, _MOST_STRANGE)
        return cost - (costs["next_topic"] if after and topic != focus.topic else 0.0)


def _leaves(features: set[str]) -> bool:
    """Tell whether a question after a topic asks for something else: for programs, for regions, whose it is."""
    # `siapa saja yang didampingi` asks of people as well
    return bool(_ELSEWHERE & features - ({"#semuadaerah"} if "~siapa" in features else set()))
