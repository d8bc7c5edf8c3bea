"""Read a question: words, mentions, places and features, before any intent is weighed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from bot.knowledge.model import KnowledgeBase
from bot.language.lexicon import WORDING, Lexicon, Word
from bot.language.numbers import spelled_out
from bot.language.tokens import Token, tokenise
from bot.understanding.asking import MANY, SEVERAL, asking_words
from bot.understanding.masks import MASKED, MASKS
from bot.understanding.matcher import TOPIC_PREFIX, Example
from bot.understanding.mention import Mention, Numbers
from bot.understanding.mentions import MentionFinder, find_numbers
from bot.understanding.namesakes import PARENT, TURNS
from bot.understanding.partial_names import NAMING
from bot.understanding.places import Place, PlaceResolver
from bot.understanding.reading import ASKING, WE, Reading

_DIGIT = re.compile(r"\d")
_LONG = 14
_REGIONS = frozenset({"kabupaten", "kab", "kota", "daerah", "pemda", "provinsi", "wilayah"})
_WHICH = frozenset({"yang", "yg", "mana", "lain"})
_ADVICE = frozenset({"rekomendasi", "rekomendasikan", "saran", "sarankan", "sebaiknya", "cocok", "belajar", "studi",
                     "tiru", "kunjungan", "berkunjung", "kaji", "banding"})
_BESIDE = frozenset({"tetangga", "tetangganya", "tetanggane", "sebelah", "sebelahnya"})
"""What a region may be called before its name."""
_RULES = frozenset({"perpres", "permendagri", "permenkes", "inpres", "perbup", "perwali", "perda", "presiden", "pmk",
                    "peraturan", "undang", "pp", "uu"})
_NUMBER = frozenset({"nomor", "no", "nomer", "ri", "republik", "indonesia"})


class Reader:
    """Takes questions apart with the words and names of one knowledge base."""

    def __init__(self, knowledge: KnowledgeBase, before: Reader | None = None) -> None:
        """Learn the words, names and examples.

        Args:
            knowledge: the knowledge base.
            before: a reader of an earlier state of the files; what it found in texts that are the same is taken over.
        """
        self._owners = {program.id: program.region for program in knowledge.programs.values()}
        texts = tuple(texts_of(knowledge))
        self.lexicon: Lexicon = Lexicon(knowledge.language, texts, before.lexicon if before else None)
        self._texts = frozenset((*texts, *map(_masked, texts)))
        if before:
            self.lexicon.inherit(before.lexicon, self._texts & before._texts)
        self.finder = MentionFinder(knowledge, self.lexicon)
        self.examples = tuple(self._examples(knowledge))
        self.asking = asking_words(self.examples, SEVERAL)
        self.places = PlaceResolver(knowledge, self.lexicon, self.finder.names,
                                    asking_words(self.examples, MANY))

    def read(self, question: str, familiar: tuple[str, ...] = (), ongoing: bool = False) -> Reading:
        """Take a question apart.

        Args:
            question: as typed.
            familiar: what the conversation is about or listed; of a program one word of its name is enough.
            ongoing: whether a conversation is going on.
        """
        tokens = spelled_out(tokenise(question))
        words = self.lexicon.read(tokens)
        mentions = self.finder.find(tokens, familiar)
        asking = self._asking(tokens, words)
        named_there = any(m.regions or m.programs for m in mentions if tokens[m.start].sentence in asking)
        if named_there or (asking and _only_introduces(tokens, mentions, asking)):
            mentions = tuple(m for m in mentions if tokens[m.start].sentence in asking)
            words = tuple(w for w in words if tokens[w.token].sentence in asking)
        if ongoing:
            remark = _remark(tokens, words, mentions)
            words = tuple(w for w in words if tokens[w.token].sentence >= remark)
        numbers = find_numbers(tokens)
        named = {i for m in mentions for i in range(m.start, m.end)}
        plain = self.lexicon.features(w for w in words if w.token not in named)
        named_places = self.places.resolve(mentions, tokens, plain, ongoing)
        places = _turned_to(named_places, tokens)
        mentions = tuple(m for m in mentions if not m.everyday or self._is_meant(m, tokens, places, familiar))
        kept = tuple(m for m in mentions if m.programs or m.officials or any(p.mention is m for p in places))
        used = [m for m in kept if m.programs or not m.officials or m.regions] or list(kept)
        programs = tuple(dict.fromkeys(p for m in used for p in m.programs))
        places = tuple(self._of_program(place, programs) for place in places)
        officials = tuple(o for m in kept if not m.programs and not m.regions for o in m.officials)
        left = [place.mention for place in named_places if place not in places]
        silent = {i for m in mentions if m not in kept and (m in left or _qualifies(m, places))
                  for i in range(m.start, m.end)}
        silent |= {p.mention.start - 1 for p in places if p.mention.start
                   and tokens[p.mention.start - 1].text in _BESIDE}
        silent |= {i for m in mentions for i in range(m.end, min(m.end + 2, len(tokens))) if tokens[i].text in PARENT}
        features = self._features(tokens, [w for w in words if w.token not in silent], kept, numbers)
        bare = tuple(f for f in features if f not in MASKED and not f.startswith(WORDING))
        return Reading(tokens, words, kept, places, programs, officials, numbers, features, bare)

    def _is_meant(self, mention: Mention, tokens: tuple[Token, ...], places: tuple[Place, ...],
                  familiar: tuple[str, ...]) -> bool:
        """Tell whether an ordinary word is meant as the program of that name: said so, or beside its region."""
        beside = {t.text for t in tokens[max(0, mention.start - 2):mention.start]}
        regions = {code for place in places for code in place.codes}
        owners = {self._owners[p] for p in mention.programs}
        alone = all(t.text in ASKING or self.lexicon.is_filler(t.text)
                    for i, t in enumerate(tokens) if i != mention.start)
        return (alone or bool(beside & NAMING) or bool(regions & (owners | {o[:2] for o in owners}))
                or not set(familiar).isdisjoint(mention.programs))

    def _of_program(self, place: Place, programs: tuple[str, ...]) -> Place:
        """Among namesakes, the one whose program the question names is meant."""
        owners = {self._owners[p] for p in programs} & set(place.codes)
        return Place((owners.pop(),), place.mention) if len(place.codes) > 1 and len(owners) == 1 else place

    def _asking(self, tokens: tuple[Token, ...], words: tuple[Word, ...]) -> set[int]:
        """Return the sentences that ask, where a long message also introduces itself or explains."""
        if not tokens or tokens[-1].sentence == 0 or len(tokens) < _LONG:
            return set()
        return {tokens[w.token].sentence for w in words if w.text in ASKING}

    def _examples(self, knowledge: KnowledgeBase) -> Iterable[Example]:
        for intent in knowledge.intents:
            yield from (self._example(intent.id, text) for text in intent.examples)
        for topic in knowledge.topics.values():
            told = (topic.answer, *(s.text for s in topic.statements), *(w for s in topic.statements for w in s.words))
            label = TOPIC_PREFIX + topic.id
            yield from (self._question(label, text) for text in (*topic.questions, topic.title))
            yield from (replace(self._example(label, text), told=True) for text in told)

    def _question(self, label: str, text: str) -> Example:
        """A topic's question: years and figures in it are masked as they are in what people ask."""
        if not _DIGIT.search(text):
            return self._example(label, text)
        tokens = tokenise(text)
        numbers = find_numbers(tokens)
        return Example(label, text, self._features(tokens, self.lexicon.read(tokens), (), numbers))

    def _example(self, label: str, text: str) -> Example:
        return Example(label, text, self.lexicon.features_of(_masked(text)))

    def _features(self, tokens: tuple[Token, ...], words: Iterable[Word], mentions: tuple[Mention, ...],
                  numbers: Numbers) -> tuple[str, ...]:
        masks: dict[int, str] = {}
        for mention in mentions:
            name = "program" if mention.programs else "daerah" if mention.regions else "orang"
            for index in range(mention.start, mention.end):
                masks[index] = MASKS[name] if index == mention.start else ""
        dates = {str(year) for year in numbers.years}
        figures = {f"{figure:g}".replace(".", ",") for figure in numbers.figures}
        shown: list[Word] = []
        rule = False
        for word in words:
            if rule and word.text.isdigit() and word.text not in dates:
                # what tells one regulation from another is its number
                shown.append(_mask(f"nomor{word.text}", word.token))
                rule = False
                continue
            rule = word.text in _RULES or (rule and word.text in _NUMBER)
            if word.token in masks:
                if masks[word.token]:
                    shown.append(_mask(masks[word.token], word.token))
                    masks[word.token] = ""
            elif word.text in dates or (numbers.month is not None and tokens[word.token].text.isalpha()
                                        and find_numbers((tokens[word.token],)).month):
                # `berapa tahun 2024` asks of no age: the year comes before the word that names it
                before = len(shown) - 1 if shown and shown[-1].text == "tahun" else len(shown)
                shown.insert(before, _mask(MASKS["tanggal"], word.token))
            elif word.text in figures or ("," in word.text and word.text[0].isdigit()):
                shown.append(_mask(MASKS["angka"], word.token))
            else:
                shown.append(word)
        return self.lexicon.features(shown)


def _only_introduces(tokens: tuple[Token, ...], mentions: tuple[Mention, ...], asking: set[int]) -> bool:
    """`Kami dari Sleman. Mohon info kabupaten yang punya …`: who asks is named, and another region is asked for.

    Advice is for the one who asks, and so it matters there who that is.
    """
    which = any(a.text in _REGIONS and b.text in _WHICH and a.sentence in asking for a, b in pairwise(tokens))
    ours = {a.sentence for a, b in pairwise(tokens) if a.text in WE and b.text == "dari"}
    return (which and all(tokens[mention.start].sentence in ours for mention in mentions)
            and _ADVICE.isdisjoint(token.text for token in tokens))


def _remark(tokens: tuple[Token, ...], words: tuple[Word, ...], mentions: tuple[Mention, ...]) -> int:
    """`wah turun ya. kalau Kaimana?`: the sentence from which on it asks, where all before is said of the last answer.

    Returns:
        The sentence's number; 0 where nothing before it is a mere remark.
    """
    turn = next((b.sentence for a, b in pairwise(tokens) if a.sentence < b.sentence and b.text in TURNS), 0)
    asks = any(word.text in ASKING for word in words if tokens[word.token].sentence < turn)
    starts = [tokens[mention.start].sentence for mention in mentions]
    return turn if starts and min(starts) >= turn and not asks else 0


def _turned_to(places: tuple[Place, ...], tokens: tuple[Token, ...]) -> tuple[Place, ...]:
    """`Batang belajar ke Depok, kalau Bontang?`: what is asked about stands behind the turn."""
    turn = next((i for i, t in enumerate(tokens) if i and t.text in TURNS), len(tokens))
    after = tuple(p for p in places if p.mention.start > turn)
    return after if after and len(after) < len(places) and tokens[turn].after_break else places


def _qualifies(mention: Mention, places: tuple[Place, ...]) -> bool:
    """Tell whether a name only says where another named region lies (`Kaur, Bengkulu`)."""
    return any(code in mention.regions or code[:2] in mention.regions for place in places for code in place.codes)


def _mask(text: str, token: int) -> Word:
    return Word(text, text, token, True, False)


def _masked(text: str) -> str:
    """An example with the masks of its names."""
    if "{" in text:
        for name, mask in MASKS.items():
            text = text.replace("{" + name + "}", mask)
    return text


def texts_of(knowledge: KnowledgeBase) -> Iterable[str]:
    """Every sentence of a knowledge base whose words count as known."""
    yield from MASKS.values()
    for intent in knowledge.intents:
        yield from intent.examples
    for topic in knowledge.topics.values():
        yield from (*topic.questions, topic.title, topic.answer, *(s.text for s in topic.statements))
    for program in knowledge.programs.values():
        for statement in program.statements:
            yield from (statement.text, *statement.words)
    for region in knowledge.regions.values():
        for statement in region.statements:
            yield from (statement.text, *statement.words)
    for visit in knowledge.visits:
        yield from visit.subjects
        for statement in visit.statements:
            yield from (statement.text, *statement.words)
