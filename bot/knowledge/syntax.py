"""What a YAML parser's complaint means for someone who is no programmer."""

from __future__ import annotations

import yaml

_QUOTE = "tanda kutip pembuka tidak ada penutupnya; tambahkan tanda kutip penutup"
_COLON = ("ada titik dua (`:`) di dalam teks, baris ini menjorok terlalu dalam, atau baris di atasnya belum selesai; "
          "apit teksnya dengan tanda kutip, atau sejajarkan barisnya")
_LIST = ("daftar `[…]` atau `{…}` belum ditutup atau kurang koma; tutup dengan tanda kurung yang sama, "
         "dan apit butir yang memuat kurung dengan tanda kutip")
_INDENT = "baris ini tidak sejajar dengan baris lain dalam kelompoknya; samakan jumlah spasi di depannya"

_MEANINGS = (
    ("quoted scalar", _QUOTE),
    ("mapping values are not allowed", _COLON),
    ("',' or", _LIST),
    ("flow", _LIST),
    ("simple key", "baris ini kurang titik dua; tulis `kunci: nilai`, dengan spasi sesudah titik dua"),
    ("expected ':'", "baris ini kurang titik dua; tulis `kunci: nilai`, dengan spasi sesudah titik dua"),
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
    else:
        message = meaning
    return line + 1, column + 1, message


def _meaning(error: yaml.YAMLError) -> str:
    said = f"{getattr(error, 'problem', '')} {getattr(error, 'context', '')}"
    meaning = next((meaning for words, meaning in _MEANINGS if words in said), None)
    return meaning or f"susunan YAML di sini tidak terbaca ({said.strip()})"
