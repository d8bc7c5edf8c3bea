"""Personal data in what people type: found by its form and taken out before anything is stored."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

LONG = 9
"""Digits from which on a number may belong to a person (telephone, account, BPJS, NIP); figures and years are
shorter."""
NIK_DIGITS = 16
"""Length of a population or family card's number."""
_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_DIGITS = re.compile(rf"\(?\+?\d(?:[\s().\-–_/\u200b-\u200d\u2060]{{0,2}}\d){{{LONG - 1},}}")
_RUN = re.compile(rf"\d{{{LONG},}}")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+")
"""A figure in groups of three, as `1.250.000.000`."""
_YEARS = re.compile(r"(?:19|20)\d\d(?:[\s.\-–_/]{1,2}(?:19|20)\d\d)+")
_DATE = r"(?:\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d\d)|\d{4}-\d\d-\d\d)"
_DATES = re.compile(rf"{_DATE}(?:[\s\-–/]{{1,2}}{_DATE})*")
_HINT = re.compile(r"[@\d]")
"""Without any of these there is nothing to find, and most messages have none."""
_HARMLESS = (_GROUPED, _YEARS, _DATES)


class Found(NamedTuple):
    """A piece of personal data: where it stands and what it is."""

    start: int
    end: int
    label: str


def find(text: str) -> list[Found]:
    """Find NIK, telephone numbers, e-mail addresses and other long numbers.

    Args:
        text: what somebody typed.

    Returns:
        The pieces in reading order; none overlaps another.
    """
    if not _HINT.search(text):
        return []
    found = [Found(match.start(), match.end(), "[email]") for match in _EMAIL.finditer(text)]
    for number in _numbers(text):
        if not any(number.start < other.end and other.start < number.end for other in found):
            found.append(number)
    return sorted(found)


def masked(text: str) -> str:
    """Put a label in the place of each piece of personal data: `[NIK]`, `[telepon]`, `[email]`, `[angka]`."""
    parts, end = [], 0
    for piece in find(text):
        parts += [text[end:piece.start], piece.label]
        end = piece.end
    return "".join([*parts, text[end:]])


def blunted(text: str) -> str:
    """Take the content out of each piece and keep its shape and length, so that what points into the text holds.

    Digits become 0, letters x: `08123` becomes `00000`. What was masked before is still found afterwards.
    """
    letters = list(text)
    for piece in find(text):
        for place in range(piece.start, piece.end):
            letter = letters[place]
            blunt = "0" if letter.isdecimal() else "x" if letter.isalpha() else letter
            # Telegram counts in UTF-16 units, of which a rare letter has two
            letters[place] = blunt * (len(letter.encode("utf-16-le")) // 2)
    return "".join(letters)


def hidden_in(text: str, question: str) -> str:
    """Mask in a reply the pieces that it repeats from the question; other numbers in it are the knowledge base's."""
    for piece in find(question):
        text = text.replace(question[piece.start:piece.end], piece.label)
    return text


def _numbers(text: str) -> Iterator[Found]:
    spans = {match.span() for pattern in (_DIGITS, _RUN) for match in pattern.finditer(text)}
    taken = -1
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start < taken:
            continue
        piece = text[start:end]
        if any(pattern.fullmatch(piece.strip("( ")) for pattern in _HARMLESS):
            continue
        taken = end
        # digits of any script count: the telephone's keyboard may write Arabic or full-width ones
        yield Found(start, end, _label("".join(str(int(letter)) for letter in piece if letter.isdecimal())))


def _label(digits: str) -> str:
    if len(digits) == NIK_DIGITS:
        return "[NIK]"
    return "[telepon]" if re.match("(?:0|62)[2-9]", digits) and len(digits) <= 14 else "[angka]"
