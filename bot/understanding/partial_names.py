"""Recognise a program by a piece of its name: `yang menara itu`, `program asuh anak stunting`."""

from __future__ import annotations

from collections import defaultdict
from math import log

from bot.knowledge.model import KnowledgeBase
from bot.language.dictionary import is_derived
from bot.language.lexicon import Lexicon
from bot.language.remembering import remembered
from bot.language.tokens import Token, tokenise
from bot.understanding.mention import Mention
from bot.understanding.names import names_of

_ENOUGH = 0.6
"""Share of a name's weight that its piece must cover to count as a mention."""
_LONG_NAME = 4
_WHOLE = 0.99
"""Share that a piece of so many words must cover where each of them is an everyday word."""
_PIECE = 0.2
"""Share that a single word that is no everyday word must cover."""
_SUREST = 0.9
"""Score that a piece of a name gets at most."""
_REMEMBERED = 8192
_SHORTEST_RARE = 4
"""Letters from which a word may identify a program by itself."""
_LONGEST_GAP = 2
NAMING = frozenset({"program", "inovasi", "gerakan", "aplikasi", "namanya", "bernama", "nama", "singkatan",
                    "kepanjangan", "istilah"})
"""Words before a name that say it is one."""
_TOO_COMMON = 4
"""A word that stands in the names of more programs than this identifies none."""


class PartialNames:
    """Words of program names, weighted by how few names share them."""

    def __init__(self, knowledge: KnowledgeBase, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        variants: list[tuple[str, tuple[str, ...]]] = []
        real: set[str] = set()
        for program in knowledge.programs.values():
            for text in names_of(program):
                words = [t.text for t in tokenise(text) if len(t.text) > 1 and not lexicon.is_filler(t.text)]
                real.update(lexicon.stem(w) for w in words
                            if is_derived(w) or len(w) < _SHORTEST_RARE or w[0].isdigit())
                stems = tuple(dict.fromkeys(lexicon.stem(w) for w in words))
                if len(stems) > 1:
                    variants.append((program.id, stems))
        owners: dict[str, set[str]] = defaultdict(set)
        for program_id, stems in variants:
            for stem in stems:
                owners[stem].add(program_id)
        everyday = {lexicon.stem(w) for w in (*knowledge.language.common, *knowledge.language.abbreviations)}
        everyday |= {lexicon.stem(w) for ws in knowledge.language.concepts.values() for p in ws for w in p.split()}
        places = {lexicon.stem(t.text) for r in knowledge.regions.values()
                  for name in (r.name, *r.aliases) for t in tokenise(name)}
        self._weight = {s: log(1 + len(knowledge.programs) / len(o)) * (0.35 if s in everyday else 1.0)
                        for s, o in owners.items()}
        self._owners = {s: tuple(sorted(o)) for s, o in owners.items()}
        common = everyday | places
        self._telling = {s for s, o in owners.items() if len(o) <= _TOO_COMMON and s not in common}
        self._rare = self._telling - real
        self._variants: dict[str, list[tuple[frozenset[str], float]]] = defaultdict(list)
        """By program its names: their stems, and what these weigh together."""
        for program_id, stems in variants:
            self._variants[program_id].append((frozenset(stems), sum(self._weight[s] for s in stems)))
        self._named = remembered(self._name_stems, _REMEMBERED)

    def find(self, tokens: tuple[Token, ...], taken: set[int], familiar: tuple[str, ...] = ()) -> list[Mention]:
        """Return the best piece of a name among tokens that no other mention has taken, if any is good enough."""
        spots = [(i, stem) for i, stem in self._stems(tokens) if i not in taken]
        best: tuple[float, tuple[str, ...], int, int] | None = None
        for run in _runs(spots):
            stems = {stem for _, stem in run}
            telling = {stem for stem in stems & self._telling if not stem[0].isdigit()}
            asked = telling or (stems if len(stems) >= _LONG_NAME else set())
            scores = {p: self._cover(p, stems) for p in {p for stem in asked for p in self._owners[stem]}}
            top = max(scores.values(), default=0.0)
            if not telling and top < _WHOLE:
                continue
            known = {p for p in familiar if scores.get(p)}
            alone = not stems.isdisjoint(self._rare) or _beside_naming(tokens, run[0][0], run[-1][0])
            if known or (top >= _ENOUGH and len(stems) > 1) or (alone and top >= _PIECE):
                winners = tuple(sorted(known or (p for p, s in scores.items() if s >= top - 1e-9)))
                if best is None or top > best[0]:
                    said = [spot for spot, stem in run if stem in telling] or [spot for spot, _ in run]
                    best = (top, winners, said[0], said[-1] + 1)
        if best is None:
            return []
        text = " ".join(t.text for t in tokens[best[2]:best[3]])
        return [Mention(best[2], best[3], programs=best[1], score=min(_SUREST, best[0]), text=text,
                        partial=True)]

    def _stems(self, tokens: tuple[Token, ...]) -> list[tuple[int, str]]:
        return [(index, stem) for index, token in enumerate(tokens) for stem in self._named(token.text)]

    def _name_stems(self, word: str) -> tuple[str, ...]:
        """Return the stems of a word that stand in names of programs."""
        exact = self._lexicon.stem(word)
        stems = (exact,) if exact in self._owners else tuple(
            self._lexicon.stem(w) for w in self._lexicon.normalise_word(word)[0])
        return tuple(stem for stem in stems if stem in self._owners)

    def _cover(self, program: str, stems: set[str]) -> float:
        """Share of the weight of the best-covered of the program's names."""
        return max(sum(self._weight[s] for s in variant & stems) / whole for variant, whole in self._variants[program])


def _beside_naming(tokens: tuple[Token, ...], first: int, last: int) -> bool:
    """`hebring itu gerakan siapa`: beside such a word even a word of Indonesian may be a program's name."""
    return any(t.text in NAMING for t in tokens[max(0, first - _LONGEST_GAP):last + 1 + _LONGEST_GAP])


def _runs(spots: list[tuple[int, str]]) -> list[list[tuple[int, str]]]:
    """Group words of names that stand close together."""
    runs: list[list[tuple[int, str]]] = []
    for spot in spots:
        if runs and spot[0] - runs[-1][-1][0] <= _LONGEST_GAP:
            runs[-1].append(spot)
        else:
            runs.append([spot])
    return runs
