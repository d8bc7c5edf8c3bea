"""Split a message, as typed, into words and numbers."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_PIECE = re.compile(r"\d+(?:[.,/]\d+)*|[a-z]+(?:'[a-z]+)*2?(?![a-z0-9]*://)")
_LINK = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]{1,60}(?:\.[\w-]{1,60}){0,4}"
                   r"\.(?:com|net|org|id|example|apk|mp4)\b\S*", re.IGNORECASE)
_BREAK = re.compile(r"[,.;:!?\n()]")
_SENTENCE = re.compile(r"[?!;\n]|\.\s")
_JOINTS = frozenset({"", " ", "-"})
_SHORTENED = frozenset({"kab", "kec", "kel", "prov", "no", "dr", "bpk", "jl", "ds", "yth", "drs", "ir", "hj", "h"})
"""Abbreviations whose full stop ends neither a name nor a sentence."""
_QUOTES = str.maketrans({"‘": "'", "’": "'", "`": "'", "´": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
_DECIMAL_POINT = re.compile(r"(?<=\d)\.(?=\d{1,2}$)")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_SHAPES_KEPT = 32_768
MAX_CHARACTERS = 1500
"""Longer messages are read up to here; sixty-word paragraphs have some 450 characters."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word or number of the message.

    Args:
        text: lower-case, without accents and apostrophes; a number keeps its decimal comma.
        after_break: a comma, full stop, bracket or line end stands before it, so that no name runs across.
        sentence: number of the sentence, from 0.
    """

    text: str
    after_break: bool = False
    sentence: int = 0

    @property
    def is_number(self) -> bool:
        """True for digits, with or without decimals."""
        return self.text[0].isdigit()


def has_link(message: str) -> bool:
    """Tell whether the message carries a web address."""
    return bool(_LINK.search(message[:MAX_CHARACTERS]))


def fold(text: str) -> str:
    """Lower-case a text and drop its accents and typographic quotes."""
    if text.isascii():
        return text.lower().replace("`", "'")
    plain = unicodedata.normalize("NFKD", text.translate(_QUOTES).casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def tokenise(message: str) -> tuple[Token, ...]:
    """Split a message into tokens; links, emoji and signs are left out.

    Doubled words fold into one (`anak-anak`, `apa2`), stretched letters shrink (`bangeeet` to `banget`).
    """
    text = fold(_without_links(message[:MAX_CHARACTERS]))
    tokens: list[Token] = []
    end = sentence = 0
    for match in _PIECE.finditer(text):
        word = _shape(match.group())
        gap = text[end : match.start()]
        broken = gap not in _JOINTS and bool(tokens and _BREAK.search(gap)) and tokens[-1].text not in _SHORTENED
        sentence += broken and bool(_SENTENCE.search(gap + text[match.start() : match.start() + 1]))
        end = match.end()
        if tokens and tokens[-1].text == word and not word[0].isdigit():
            continue
        tokens.append(Token(word, broken, sentence))
    return tuple(tokens)


def words_in(text: str) -> list[str]:
    """Return the words and numbers of a text alone, without their places."""
    return [_shape(piece) for piece in _PIECE.findall(fold(text))]


def _without_links(message: str) -> str:
    return _LINK.sub(" ", message) if "." in message or "/" in message else message


# the same words come again and again, and a knowledge base is a quarter of a million of them
@lru_cache(_SHAPES_KEPT)
def _shape(piece: str) -> str:
    if piece[0].isdigit():
        return _DECIMAL_POINT.sub(",", piece)
    if piece.isalpha():
        return _STRETCHED.sub(r"\1", piece)
    return _STRETCHED.sub(r"\1", piece.rstrip("2").replace("'", ""))
