"""Which of the ranked intents and topics a question can mean at all, by what it names and what was said before."""

from __future__ import annotations

from bot.knowledge.model import NATION, KnowledgeBase
from bot.understanding.asking import telling
from bot.understanding.conversation import Focus
from bot.understanding.followup import FollowUps
from bot.understanding.matcher import TOPIC_PREFIX, Ranked
from bot.understanding.meaning import NATIONAL
from bot.understanding.reader import Reader
from bot.understanding.reading import Reading
from bot.understanding.scope import FIELD, kind_of
from bot.understanding.weighing import AGES, Weigher

_HANGING = frozenset({"#program", "#upaya", "#angka", "#sejak", "#pelaksana", "#langkahkerja", "#anggaran", "#sasaran",
                      "#hasil", "#pemilik", "#kunjung", "#belajar", "#kemana", "#atasi", "#kepanjangan", "#pimpin",
                      "#rombongan", "#turun", "#opd", "#tamu", "#guru"})
"""Concepts that are asked of a region, a program or a visit."""
_HANGING_ALONG = _HANGING | {"#kapan", "#siapa", "#selain", "#tempat", "#alasan", "#jumlahorang", "#stunting"}
"""Concepts that may stand beside them; any other word says that the question is about something else."""
_WHERE_TO = frozenset({"#kemana", "mana", "~mana", "#daerahmana", "#rekomendasi"})
"""What somebody with plans asks by where to go."""
_WENT = frozenset({"turun", "menurun", "naik", "meningkat"})
_DONE = frozenset({"#program", "#upaya", "#atasi", "#alasan", "#langkahkerja"})
"""Concepts that ask what was done about it."""
_A_WAY = frozenset({"naik", "ingkat", "makin", "#tren"})
"""What is left of a question that asks no more than which way a figure went."""
_OF_VISITS = frozenset({"#kunjung", "#belajar", "#rombongan", "#tamu", "#guru", "#kemana", "#didatangi", "#kerjasama",
                        "#teken", "#terima", "#daerahlain", "#jabatan", "#pimpin", "#ketua", "tiru", "temu", "datang",
                        "bupati", "walikota", "gubernur", "sekda"})
"""Concepts and stems of questions about visits, and about people, who are mostly known from visits."""
_IN_GENERAL = frozenset({"#stunting", "#nasional", "#danadesa"})
"""Concepts by which money is asked of in general, whatever was spoken of."""
_OF_A_YEAR = frozenset({"#nasional", "#angka"})
_BEFORE = frozenset({"sebelum", "sejak"})
"""Words that ask for more years than the one named."""
_TOLD_OF = "program_steps"
"""What is asked of a program where its statements alone have the words: the nearest of them is told first."""
_FEW = 3
"""Words of a question that asks no more of a figure than which survey it is of."""
_NEAR = 0.5
"""Score below which no intent is near."""
_MOST_OF = 0.6
"""Share of what is asked that must stand in a program's statements."""


class Candidates:
    """Sorts out what a question cannot mean.

    Args:
        knowledge: the knowledge base.
        reader: its words and examples.
        weigher: knows what topics are about.
        follow_ups: knows what the conversation offers.
    """

    def __init__(self, knowledge: KnowledgeBase, reader: Reader, weigher: Weigher, follow_ups: FollowUps) -> None:
        self._knowledge = knowledge
        self._reader = reader
        self._weigher = weigher
        self._follow_ups = follow_ups
        nation = knowledge.regions.get(NATION)
        self._measured = frozenset(figure.year for figure in nation.figures) if nation else frozenset()

    def of(self, reading: Reading, ranked: tuple[Ranked, ...], focus: Focus) -> list[Ranked]:
        """Return the intents and topics of the field that a question has the subjects for, best first.

        Args:
            reading: the question taken apart.
            ranked: intents and topics, best first.
            focus: what the conversation is about.
        """
        subjects = len(reading.places) + len(reading.programs)
        fitting = [r for r in ranked if kind_of(r.label) == FIELD
                   and (r.label != "compare" or subjects > 1 or self._follow_ups.has_pair(reading, focus))
                   and (r.label != "find_figure" or reading.numbers.figures)
                   and (r.label != "ranking_chart" or "#grafik" in reading.features)]
        only = self._only(reading, focus)
        if only:
            return [r for r in fitting if r.label == only] or [_unranked(only)]
        if reading.places and all(p.codes == (NATION,) for p in reading.places):
            # of the country as a whole only some things are asked
            fitting = [r for r in fitting if r.label in NATIONAL or not self._knowledge.needs.get(r.label)] or fitting
        if not focus.is_empty and not focus.visits and not reading.names and _OF_VISITS.isdisjoint(reading.features):
            # no visit was spoken of, and none is now
            fitting = [r for r in fitting if not r.label.startswith("visit_")] or fitting
        if reading.officials and not reading.programs:
            # a person is asked about, not a general matter
            fitting = [r for r in fitting if not r.label.startswith(TOPIC_PREFIX)] or fitting
        if self.hangs(reading, ranked, focus):
            # without its subject it can only be answered by asking for it
            fitting = self._with_needs(fitting) or [_unranked("programs_of_region")]
        if (not fitting or fitting[0].score < _NEAR) and self.told_of(reading, focus):
            # `jumlah kadernya`: no intent is near, and the program spoken of has statements with these words
            return [_unranked(_TOLD_OF)]
        if not reading.names:
            fitting = self._of_the_nameless(fitting, reading, focus)
        return fitting or [_unranked("region_profile")]

    def hangs(self, reading: Reading, ranked: tuple[Ranked, ...], focus: Focus) -> bool:
        """Tell whether a question of the field was asked without the subject that it needs, and nothing before it."""
        if (not focus.is_empty or not reading.hangs or {"#arti", "#banding"} & set(reading.features)
                or not _HANGING & set(reading.features)):
            return False
        if any(f not in self._reader.asking and f not in _HANGING_ALONG for f in reading.bare):
            return False
        return not any(self._weigher.names_subject(r.label, reading.features) for r in ranked[:1])

    def _only(self, reading: Reading, focus: Focus) -> str | None:
        """The one intent or topic that a question can have, where its words leave no other."""
        features = set(reading.features)
        said = {f for f in telling(reading.bare) if f not in self._reader.asking or f in AGES}
        if focus.topic and said and said <= AGES:
            # `kalau sudah 9 bulan`: the same of another age
            return TOPIC_PREFIX + focus.topic
        if reading.plans and _WHERE_TO & features:
            # not where anybody has been
            return "recommend"
        money = "#anggaran" in features and _IN_GENERAL.isdisjoint(features)
        if money and len(focus.programs) == 1 and not reading.names:
            # `itu pakai uang APBD`: of the program spoken of
            return "region_detail"
        if focus.intent == "prevalence" and not reading.names and "survei" in features and len(reading.bare) <= _FEW:
            # `itu survei apa`: of the figure
            return "prevalence"
        went = not _WENT.isdisjoint(word.text for word in reading.words) and _DONE.isdisjoint(features)
        if went and reading.places and not reading.programs and set(telling(reading.bare)) <= _A_WAY:
            # `stunting di Tebo turun tidak`: of the figure, and not of what is done to lower it
            return "prevalence"
        of_a_year = not reading.places and features >= _OF_A_YEAR and "#target" not in features
        if of_a_year and not self._measured.isdisjoint(reading.numbers.years) and _BEFORE.isdisjoint(
                word.text for word in reading.words):
            # the country's figure of a year, which no general topic tells as well
            return "prevalence"
        return None

    def _of_the_nameless(self, fitting: list[Ranked], reading: Reading, focus: Focus) -> list[Ranked]:
        """What fits where the question names neither a region nor a program nor a person."""
        if reading.points_there and focus.is_empty:
            # `ke situ` before anything was spoken of: what needs a region asks for it
            fitting = self._with_needs(fitting) or fitting
        if "#pemilik" in reading.features and focus.is_empty and not reading.hangs:
            # which region it is, is what is asked
            fitting = self._without_needs(fitting) or fitting
        if focus.topic:
            # after a general topic there is no region that an intent could take from the conversation
            fitting = self._without_needs(fitting) or fitting
        return fitting

    def _with_needs(self, ranked: list[Ranked]) -> list[Ranked]:
        return [r for r in ranked if self._knowledge.needs.get(r.label)]

    def _without_needs(self, ranked: list[Ranked]) -> list[Ranked]:
        return [r for r in ranked if not self._knowledge.needs.get(r.label)]

    def told_of(self, reading: Reading, focus: Focus) -> bool:
        """Tell whether most of what is asked stands in the statements of the one program spoken of."""
        if len(focus.programs) != 1 or reading.names:
            return False
        asked = {f for f in telling(reading.bare) if f not in self._reader.asking}
        statements = self._knowledge.programs[focus.programs[0]].statements
        told = {f for s in statements for f in self._reader.lexicon.features_of(s.text)}
        return bool(asked) and len(asked & told) >= _MOST_OF * len(asked)


def _unranked(label: str) -> Ranked:
    return Ranked(label, 0.0, 0.0, 0.0, 0.0, "")
