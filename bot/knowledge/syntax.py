"""What a YAML parser's complaint means for someone who is no programmer."""

from __future__ import annotations

import re

import yaml

_QUOTE = "tanda kutip pembuka tidak ada penutupnya; tambahkan tanda kutip penutup"
_COLON = ("ada titik dua (`:`) di dalam teks, baris ini menjorok terlalu dalam, atau baris di atasnya belum selesai; "
          "apit teksnya dengan tanda kutip, atau sejajarkan barisnya")
_LIST = ("daftar `[…]` atau `{…}` belum ditutup atau kurang koma; tutup dengan tanda kurung yang sama, "
         "dan apit butir yang memuat kurung dengan tanda kutip")
_INDENT = "baris ini tidak sejajar dengan baris lain dalam kelompoknya; samakan jumlah spasi di depannya"

_NO_COLON = "baris ini kurang titik dua; tulis `kunci: nilai`, dengan spasi sesudah titik dua"
_ENTRY = re.compile(r"-(?:\s|$)|(?:- )?(?:[^\s:#\"'\[{][^:]*|\"[^\"]*\"|'[^']*'):(?:\s|$)|[\]}\"']")
"""A line that begins an item or a `key: value`, or ends a list or a quotation."""

_OPENING = re.compile(r'^[ \t]*(?:- )?(?:[\w-]+: )?"', re.MULTILINE)

_MEANINGS = (
    ("quoted scalar", _QUOTE),
    ("mapping values are not allowed", _COLON),
    ("',' or", _LIST),
    ("flow", _LIST),
    ("simple key", _NO_COLON),
    ("expected ':'", _NO_COLON),
    ("single document", "berkas ini memuat baris `---`; hapus baris itu, satu berkas berisi satu entri"),
    ("block", _INDENT),
    ("indentation", _INDENT),
)


def explain_syntax(error: yaml.YAMLError, text: str) -> tuple[int, int, str]:
    """Turn a parser's error into line, column (both from 1) and a message in Bahasa Indonesia.

    Args:
        error: what PyYAML raised.
        text: the text it was reading.
    """
    meaning = _meaning(error)
    opened = _unclosed_quote(text)
    if opened is not None:
        return *opened, _QUOTE
    marks = ("context_mark", "problem_mark") if meaning in (_QUOTE, _LIST) else ("problem_mark", "context_mark")
    mark = next((mark for name in marks if (mark := getattr(error, name, None))), None)
    if mark is None:
        return 1, 1, f"susunan YAML berkas ini tidak terbaca ({error})"
    line, column = mark.line, mark.column
    lines = text.splitlines()
    current = lines[line] if line < len(lines) else ""
    if "\t" in current[:column + 1]:
        column = current.index("\t")
        message = "ada TAB di sini; ganti dengan spasi"
    elif current[column:column + 1] in ("@", "`", "%"):
        message = f"teks yang diawali `{current[column]}` harus diapit tanda kutip"
    elif meaning in (_COLON, _INDENT, _NO_COLON):
        line, column, message = _culprit(lines, line, column, meaning)
    elif meaning == _LIST:
        (line, column), message = _unclosed_bracket(lines, line, column), meaning
    else:
        message = meaning
    return line + 1, column + 1, message


def _unclosed_bracket(lines: list[str], line: int, column: int) -> tuple[int, int]:
    """Find the bracket that nothing closes, where the parser only noticed it further down."""
    for number in range(min(line, len(lines) - 1), -1, -1):
        for opening, closing in ("[]", "{}"):
            if lines[number].count(opening) > lines[number].count(closing):
                return number, lines[number].rindex(opening)
    return line, column


def _culprit(lines: list[str], line: int, column: int, meaning: str) -> tuple[int, int, str]:
    """Find the line that the slip is in: a parser stumbles over the first line that does not fit what stands above."""
    earlier = range(min(line, len(lines)) - 1, -1, -1)
    above = next((number for number in earlier if _says_something(lines[number])), None)
    if above is None:
        return line, column, meaning
    indent, text = _indent(lines[above]), lines[above].strip()
    here = lines[line] if line < len(lines) else ""
    if not _ENTRY.match(text) and not _inside_text(lines, above):
        return above, indent, _NO_COLON
    if indent % 2 and not _indent(here) % 2:
        return above, indent, _INDENT
    return line, column, meaning


def _unclosed_quote(text: str) -> tuple[int, int] | None:
    """Find a value whose quotation mark is closed only by one that opens a later value; line and column from 1."""
    for opening in _OPENING.finditer(text):
        start = opening.end() - 1
        closing = text.find('"', start + 1)
        if "\n" in text[start:closing] and text[closing + 1:closing + 2].isalnum():
            return text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
    return None


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _inside_text(lines: list[str], number: int) -> bool:
    """Tell whether a line goes on with the text or list that a line above it began, and so needs no key."""
    return any(_indent(lines[before]) < _indent(lines[number]) and not lines[before].rstrip().endswith(":")
               for before in range(number - 1, max(number - 2, -1), -1) if _says_something(lines[before]))


def _meaning(error: yaml.YAMLError) -> str:
    said = f"{getattr(error, 'problem', '')} {getattr(error, 'context', '')}"
    meaning = next((meaning for words, meaning in _MEANINGS if words in said), None)
    return meaning or f"susunan YAML di sini tidak terbaca ({said.strip()})"
