"""Find the known words nearest to a misspelt one, fast enough for every word of every message.

The index holds each word's prefix with up to two letters left out (the symmetric-delete idea of Wolf Garbe's
SymSpell); candidates that share such a form are then measured with rapidfuzz. A look-up costs some microseconds
whatever the size of the vocabulary, where comparing with every word would grow with it.
"""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz.distance import OSA

_PREFIX = 7
_SHORTEST = 4
_TWO_ERRORS_FROM = 8


def allowed_errors(word: str) -> int:
    """Return how many typing errors a word of this length may hold: none below 4 letters, two from 8 on."""
    if len(word) < _SHORTEST:
        return 0
    return 2 if len(word) >= _TWO_ERRORS_FROM else 1


_VOWELS = str.maketrans("", "", "aeiou")


def bones(word: str) -> str:
    """The word without vowels: what is left when somebody types in a hurry (`bhaya` is bahaya, not biaya)."""
    return word.translate(_VOWELS)


class SpellingIndex:
    """Words that may be looked up with errors: one letter wrong, missing, added, or two swapped counts as one."""

    def __init__(self, words: Iterable[str], before: SpellingIndex | None = None) -> None:
        """Index words.

        Args:
            words: lower-case words.
            before: an index of much the same words; only what differs is worked out anew.
        """
        self._words = frozenset(words)
        self._forms: dict[str, tuple[str, ...]] = dict(before._forms) if before else {}
        known = before._words if before else frozenset()
        for word in known - self._words:
            for form in _forms(word, allowed_errors(word)):
                self._forms[form] = tuple(w for w in self._forms[form] if w != word)
        for word in sorted(self._words - known):
            alone = (word,)
            for form in _forms(word, allowed_errors(word)):
                # most forms are of one word: they share its tuple, which keeps the index small
                self._forms[form] = (*self._forms[form], word) if form in self._forms else alone

    def nearest(self, word: str, most: int | None = None) -> list[tuple[int, str]]:
        """Return the nearest words with their distance, all at the smallest distance found, in a stable order.

        Args:
            word: lower-case letters.
            most: errors to allow; by default what the word's length permits.
        """
        limit = allowed_errors(word) if most is None else most
        seen: set[str] = set()
        best: list[tuple[int, str]] = []
        for form in _forms(word, limit):
            for candidate in self._forms.get(form, ()):
                if candidate in seen:
                    continue
                seen.add(candidate)
                bound = min(limit, allowed_errors(candidate))
                distance = OSA.distance(word, candidate, score_cutoff=bound)
                if distance > bound:
                    continue
                if best and distance < best[0][0]:
                    best = []
                if not best or distance == best[0][0]:
                    best.append((distance, candidate))
        return sorted(best)


def _forms(word: str, errors: int) -> Iterable[str]:
    """The word's prefix, and with one or two of its letters left out."""
    prefix = word[:_PREFIX]
    forms = [prefix]
    if errors:
        shorter = [prefix[:i] + prefix[i + 1:] for i in range(len(prefix))]
        forms += shorter
        if errors > 1:
            forms += [form[:j] + form[j + 1:] for i, form in enumerate(shorter) for j in range(i, len(form))]
    return dict.fromkeys(forms)
