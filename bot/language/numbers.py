"""Numbers in words: `tiga koma empat dua persen` is 3,42, `tiga puluh orang` is 30."""

from __future__ import annotations

from dataclasses import replace

from bot.language.tokens import Token

_DIGITS = {word: value for value, word in enumerate(
    ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"))}
_TEENS = {"sepuluh": 10, "sebelas": 11}


def spelled_out(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Replace numbers in words, up to 99 and with decimals, by digits.

    Args:
        tokens: the question's tokens; a lone `satu` to `sembilan` stays, for it often is no number (`satu lagi`).
    """
    result: list[Token] = []
    index = 0
    while index < len(tokens):
        value, end = _whole([t.text for t in tokens[index:index + 3]])
        after = index + end
        decimals, used = "", 0
        if value is not None and after < len(tokens) and tokens[after].text == "koma":
            decimals, used = _decimals([t.text for t in tokens[after + 1:after + 3]])
        if value is None or (end == 1 and not decimals and value < 10):
            result.append(tokens[index])
            index += 1
            continue
        result.append(replace(tokens[index], text=f"{value},{decimals}" if decimals else str(value)))
        index = after + (1 + used if decimals else 0)
    return tuple(result)


def _whole(words: list[str]) -> tuple[int | None, int]:
    """The number that the words begin with, and how many of them it takes."""
    if not words:
        return None, 0
    if words[1:2] == ["koma"] and words[0].isdecimal():
        return int(words[0]), 1
    if words[0] in _TEENS:
        return _TEENS[words[0]], 1
    first = _DIGITS.get(words[0])
    if first is None:
        return None, 0
    if words[1:2] == ["belas"]:
        return 10 + first, 2
    if words[1:2] != ["puluh"]:
        return first, 1
    unit = _DIGITS.get(words[2]) if len(words) > 2 else None
    return (10 * first + unit, 3) if unit else (10 * first, 2)


def _decimals(words: list[str]) -> tuple[str, int]:
    """The digits behind the comma, and how many of the words they take."""
    if words and words[0].isdecimal():
        return words[0], 1
    digits = ""
    for word in words:
        if word not in _DIGITS:
            break
        digits += str(_DIGITS[word])
    return digits, len(digits)
