"""Read words as people type them: slang, regional words, clitics, spelling, stems and concepts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import Stemmer

from bot.knowledge.model import LanguageData
from bot.language.dictionary import is_derived, root_words
from bot.language.remembering import remembered
from bot.language.spelling import SpellingIndex, bones
from bot.language.tokens import Token, fold, tokenise, words_in

_CLITICS = ("nya", "nye", "ne", "na", "e", "kah", "lah", "mah", "teh", "pun", "ku", "mu", "ta", "mi", "ji", "mo")
"""Endings of everyday and regional speech that say nothing by themselves (stuntingnya, programe, adami)."""
_SHORTEST_HURRIED = 3
_AS = "se"
"""The prefix that compares: `segede` is sebesar."""
_MOST = "ter"
"""The prefix of superlatives."""
_STEMS_KEPT = 20_000
WORDING = "~"
"""Before a stem: the word that a concept was said with, which counts for less than the concept."""
REGION_MASK = "xdaerah"
"""Stands for a region's name in what is compared."""
TOWARDS = "xke"
"""Marks that a region is where somebody went: `belajar ke {daerah}` against `{daerah} belajar`."""
_QUESTION_STEMS = frozenset({"apa", "mana", "siapa", "berapa", "ada", "itu"})
"""A single wording with such a stem (`diapakan`) would turn every question into its concept."""
COURTESY = frozenset({"#salam", "#makasih"})
"""Concepts of politeness: the whole message, or only the frame of a question."""


@dataclass(frozen=True, slots=True)
class Word:
    """A normalised word of the question.

    Args:
        text: standard spelling.
        stem: without affixes; what is compared.
        token: index of the token that it comes from.
        known: whether the vocabulary has it (after correction).
        filler: whether it says nothing about what is asked.
    """

    text: str
    stem: str
    token: int
    known: bool
    filler: bool


class Lexicon:
    """The vocabulary of the bot and its way of normalising words."""

    def __init__(self, data: LanguageData, texts: Iterable[str] = (), before: Lexicon | None = None) -> None:
        """Build the vocabulary.

        Args:
            data: abbreviations, concepts, filler and common words.
            texts: further sentences whose words count as known (example questions, statements).
            before: a lexicon of much the same data and texts; only what differs is worked out anew.
        """
        self._stemmer = Stemmer.Stemmer("indonesian")
        self._stemmer.maxCacheSize = _STEMS_KEPT
        self._abbreviations = {key: tuple(value.split()) for key, value in data.abbreviations.items()}
        self._filler = data.filler
        domain = _words_of(w for words in data.concepts.values() for w in words)
        domain |= _words_of(data.concepts)
        self._told: _Told = _Told(texts, before._told if before else None)
        spoken = (domain | data.common | data.filler | set(self._abbreviations) | _words_of(self._abbreviations)
                  | _words_of(data.abbreviations.values()))
        self.vocabulary = spoken | self._told.words
        self._domain = domain
        self._everyday = {w for w in domain | data.common | data.filler | set(self._abbreviations) if len(w) > 1}
        # what a misspelt word may stand for: a word written once is as rare as the mistake
        targets = spoken | self._told.repeated
        self._spelling: SpellingIndex = SpellingIndex((w for w in targets if len(w) > 3 and w.isalpha()),
                                                      before._spelling if before else None)
        self._concepts = _PhraseTrie()
        self._names = {concept: self.stem(concept) for concept in data.concepts}
        self._forms: dict[str, str] = {}
        self._learn_concepts(data)
        self._data = data
        self._features: dict[str, tuple[str, ...]] = {}
        self.normalise_word = remembered(self._normalise_word, 4096)

    def _learn_concepts(self, data: LanguageData) -> None:
        """A wording of one word whose stem is an everyday word counts in its full form only; so does a superlative.

        `membaik` is a fall in figures, `baik` is not; `pertimbangan` is a reason, `ditimbang` is another concept;
        `tertinggi` ranks, `tinggi badan` does not.
        """
        everyday = {self.stem(w) for w in (*data.filler, *data.common)} | _QUESTION_STEMS | set(self._names.values())
        for concept, wordings in data.concepts.items():
            for wording in wordings:
                plain = self._plain(wording)
                stems = [self.stem(w) for w in plain]
                if len(stems) == 1:
                    self._forms.setdefault(plain[0], concept)
                    if plain[0] == _MOST + stems[0]:
                        continue
                if len(stems) > 1 or stems[0] not in everyday or stems[0] == self._names[concept]:
                    self._concepts.add(stems, concept)

    def stem(self, word: str) -> str:
        """Return the word without Indonesian affixes: Snowball's stemmer, which takes too much off some root words."""
        roots = root_words()
        if word in roots:
            return word
        stem = str(self._stemmer.stemWord(word))
        return stem + "i" if stem not in roots and stem + "i" in roots else stem

    def is_filler(self, word: str) -> bool:
        """Tell whether a word says nothing about what is asked."""
        return word in self._filler

    def knows(self, word: str) -> bool:
        """Tell whether the word, as typed, is in the vocabulary or an inflection of a word in it."""
        return word in self.vocabulary or self._without_clitic(word) is not None

    def is_real(self, word: str) -> bool:
        """Tell whether the word is Indonesian, inside or outside the field."""
        stem = self.stem(word)
        return stem in root_words() or stem.removesuffix("i") in root_words() or self.knows(word)

    def read(self, tokens: tuple[Token, ...]) -> tuple[Word, ...]:
        """Normalise tokens to words; one token may become several words or none."""
        words: list[Word] = []
        index = 0
        while index < len(tokens):
            joined = self._joined(tokens, index)
            texts, known = ((joined,), True) if joined else self.normalise_word(tokens[index].text)
            for text in texts:
                words.append(Word(text, self.stem(text), index, known, text in self._filler))
            index += 2 if joined else 1
        return tuple(words)

    def features(self, words: Iterable[Word]) -> tuple[str, ...]:
        """Return what a question is compared by: concepts (`#name`) and the stems that no concept covers."""
        kept = [w for w in words]
        stems = [w.stem for w in kept]
        found: list[str] = []
        index = 0
        while index < len(stems):
            length, concept = self._concepts.longest(stems, index)
            if length < 2:
                # the word as written is surer than its stem: `mengajari` teaches, `belajar` learns
                length, concept = 1, self._form(kept[index].text) or concept
            if concept is not None:
                found.append("#" + concept)
                found += self._wording(kept[index : index + length], concept)
                index += length
                continue
            if not kept[index].filler and not kept[index].text[0].isdigit():
                found.append(stems[index])
                if stems[index] == REGION_MASK and index and kept[index - 1].text == "ke":
                    found.append(TOWARDS)
            index += 1
        return tuple(_without_courtesy(found) or [w.stem for w in kept if w.text[0].isalpha()])

    def _form(self, text: str) -> str | None:
        """The concept of a word that counts in its full form, with or without an ending of everyday speech."""
        return self._forms.get(text) or self._forms.get(self._without_clitic(text) or "")

    def _wording(self, phrase: list[Word], concept: str) -> list[str]:
        """The telling word of a wording other than the concept's own: `anak pendek` is stunting, and it is short."""
        content = [w.stem for w in phrase if not w.filler and w.stem != self._names[concept]]
        return [WORDING + stem for stem in content[-1:]]

    def features_of(self, text: str) -> tuple[str, ...]:
        """Return the features of a plain sentence of the knowledge base, such as a statement."""
        found = self._features.get(text)
        if found is None:
            found = self._features[text] = self.features(self.read(tokenise(text)))
        return found

    def inherit(self, before: Lexicon, texts: Collection[str]) -> None:
        """Take over what an earlier lexicon found in texts, where reading them again would find the same.

        Args:
            before: the earlier one.
            texts: sentences whose every word both vocabularies have. All that another vocabulary can change in them
                is what is left of a word without its ending (see `_without_clitic`).
        """
        touched = self._touched(before)
        if touched is None:
            return
        changed = before.vocabulary ^ self.vocabulary
        endings = {word + clitic for word in changed for clitic in _CLITICS} & self.vocabulary
        other = re.compile("|".join(map(re.escape, endings))) if endings else None
        self._features.update((text, before._features[text]) for text in texts
                              if text in before._features and not (other and other.search(fold(text)))
                              and not (touched and not touched.isdisjoint(words_in(text))))

    def _touched(self, before: Lexicon) -> set[str] | None:
        """Return the words that other abbreviations or concepts make read otherwise; None where any word may be."""
        old, new = before._data, self._data
        if (old.filler, old.common, list(old.concepts)) != (new.filler, new.common, list(new.concepts)):
            return None
        short = {key for key, _ in self._abbreviations.items() ^ before._abbreviations.items()}
        if not short and old.concepts == new.concepts:
            return set()
        stems = set[str]()
        for concept, wordings in new.concepts.items():
            changed = set(wordings) ^ set(old.concepts[concept])
            stems |= {self.stem(word) for w in {*wordings, *changed}
                      if w in changed or not short.isdisjoint(words_in(w))
                      for lexicon in (self, before) for word in lexicon._plain(w)}

        def is_touched(word: str) -> bool:
            bases = [word, *(word[:-len(clitic)] for clitic in _CLITICS if word.endswith(clitic))]
            meant = {w for lexicon in (self, before) for b in bases for w in lexicon._abbreviations.get(b, (b,))}
            return not short.isdisjoint(bases) or not stems.isdisjoint(map(self.stem, meant))

        return {word for word in self._told.words | before._told.words if is_touched(word)}

    def _plain(self, text: str) -> list[str]:
        return [word for token in tokenise(text) for word in self._abbreviations.get(token.text, (token.text,))]

    def _joined(self, tokens: tuple[Token, ...], index: int) -> str | None:
        """Return one word where a space fell into it (`stun ting`)."""
        if index + 1 >= len(tokens) or tokens[index + 1].after_break:
            return None
        left, right = tokens[index].text, tokens[index + 1].text
        if self.knows(left) and self.knows(right):
            return None
        whole = left + right
        return whole if len(whole) > 5 and whole in self._domain else None

    def _normalise_word(self, text: str) -> tuple[tuple[str, ...], bool]:
        if text in self._abbreviations:
            return self._abbreviations[text], True
        base = self._without_clitic(text)
        if (text in self.vocabulary and not self._is_possessed(text, base)) or text[0].isdigit():
            return (text,), True
        if base is not None:
            return self._abbreviations.get(base, (base,)), True
        if self.is_real(text):
            return (self._hurried(text) or text,), True
        corrected = self._correct(text)
        if corrected is None:
            return self._split(text) or ((text,), False)
        return self._abbreviations.get(corrected, (corrected,)), True

    def _is_possessed(self, text: str, base: str | None) -> bool:
        """Tell whether a word is an everyday one with an ending (`bocahnya`), and no word of its own (`sekolah`)."""
        return (base in self._abbreviations and text not in root_words()
                and (text.endswith("nya") or not is_derived(text))
                and not all(map(self.is_filler, self._abbreviations[base])))

    def _hurried(self, text: str) -> str | None:
        """A word of the field typed without a vowel that happens to be another word: `bruk` is buruk."""
        frame = bones(text)
        meant = [w for errors, w in self._spelling.nearest(text, 1)
                 if errors and w in self._domain and len(w) > len(text) and bones(w) == frame]
        return meant[0] if len(meant) == 1 and len(text) > _SHORTEST_HURRIED else None

    def _split(self, text: str) -> tuple[tuple[str, ...], bool] | None:
        """Part two words that lost the space between them (`apasaja`, `pjbupati`)."""
        for cut in range(len(text) - 2, 1, -1):
            left, right = text[:cut], text[cut:]
            if left == _AS and right in self._abbreviations:
                return (_AS + "".join(self._abbreviations[right]),), True
            if left in self._everyday and right in self._everyday:
                return (*self._abbreviations.get(left, (left,)), *self._abbreviations.get(right, (right,))), True
        return None

    def _without_clitic(self, text: str) -> str | None:
        for clitic in _CLITICS:
            if text.endswith(clitic) and len(text) - len(clitic) >= 3 and text[: -len(clitic)] in self.vocabulary:
                return text[: -len(clitic)]
        return None

    def _correct(self, text: str) -> str | None:
        """Return the nearest known word: of everyday speech or the field, then with the same consonants."""
        nearest = self._spelling.nearest(text)
        if not nearest:
            return None
        frame = bones(text)
        return min((word for _, word in nearest),
                   key=lambda w: (w not in self._everyday, bones(w) != frame, w not in self._domain, w[0] != text[0],
                                  abs(len(w) - len(text)), w))


class _Told:
    """The words of sentences, each with the number of sentences that have it, so that one more or less is little work.

    Args:
        texts: the sentences.
        before: the same of an earlier state.
    """

    def __init__(self, texts: Iterable[str], before: _Told | None) -> None:
        self._texts = Counter(texts)
        known = before._texts if before else Counter[str]()
        self._counts: Counter[str] = Counter(before._counts if before else ())
        for text, times in (self._texts - known).items():
            self._counts.update(dict.fromkeys(words_in(text), times))
        for text, times in (known - self._texts).items():
            self._counts.subtract(dict.fromkeys(words_in(text), times))
        for word in [word for word, count in self._counts.items() if not count]:
            del self._counts[word]

    @property
    def words(self) -> set[str]:
        return set(self._counts)

    @property
    def repeated(self) -> set[str]:
        """Words that more than one sentence has."""
        return {word for word, count in self._counts.items() if count > 1}


class _PhraseTrie:
    """Phrases of stems, each naming a concept; the longest wins."""

    def __init__(self) -> None:
        self._phrases: dict[tuple[str, ...], str] = {}
        self._longest: dict[str, int] = {}

    def add(self, stems: list[str], concept: str) -> None:
        if stems:
            self._phrases.setdefault(tuple(stems), concept)
            self._longest[stems[0]] = max(self._longest.get(stems[0], 0), len(stems))

    def longest(self, stems: list[str], start: int) -> tuple[int, str | None]:
        for length in range(min(self._longest.get(stems[start], 0), len(stems) - start), 0, -1):
            concept = self._phrases.get(tuple(stems[start : start + length]))
            if concept is not None:
                return length, concept
        return 0, None


def _without_courtesy(features: list[str]) -> list[str]:
    """Drop greetings and thanks that only frame a question."""
    asks = any(f.startswith(("#", "x")) and f not in COURTESY and f != "#botini" for f in features)
    return [f for f in features if f not in COURTESY] if asks else features


def _words_of(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in words_in(text)}
