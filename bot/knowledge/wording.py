"""What a mistake in a file is called in Bahasa Indonesia, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process, utils

from bot.knowledge.problems import Rule

_PATTERNS = (
    (r"\d{4}", Rule.DATE, "harus berupa tanggal TTTT-BB-HH, TTTT-BB, atau tahun \"TTTT\" (misalnya 2024-08-13)"),
    (r"\d\d(", Rule.CODE, "harus berupa kode wilayah Kemendagri dalam tanda kutip, misalnya \"64\" atau \"64.02\""),
    (r"a-z0-9", Rule.ID, "hanya boleh memuat huruf kecil, angka, dan tanda hubung, misalnya raga-pantas"),
)
"""What a pattern of `schema.py` holds, the rule that it stands for, and how it is told."""


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """Return the choice that a mistyped word most likely stands for, or None where nothing comes near.

    Args:
        word: as written by the admin.
        choices: what would have been valid.
    """
    found = process.extractOne(word, list(choices), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=60)
    return found[0] if found else None


def suggestion(word: str, choices: Iterable[str]) -> str:
    """Say which valid word is nearest, or list the valid words where there are few.

    Args:
        word: as written by the admin.
        choices: what would have been valid.
    """
    valid = list(choices)
    close = nearest(word, valid)
    if close:
        return f"mungkin maksudnya `{close}`"
    return "yang tersedia: " + ", ".join(valid) if 0 < len(valid) <= 20 else "periksa lagi tulisannya"


def explain(error: ErrorDetails, written: str) -> str:
    """Say in Bahasa Indonesia what pydantic found wrong with a value, and what to write.

    Args:
        error: one entry of pydantic's `errors()`; unknown and missing keys are told by `validate.py`.
        written: the value as it stands in the file.
    """
    name = _name(error["loc"])
    if error["input"] is None:
        return f"{name} masih kosong; isi nilainya, atau hapus barisnya bila tidak perlu"
    if error["loc"] and error["loc"][-1] == "[key]":
        return "ada kunci yang kosong; tulis nama kuncinya"
    wording = _WORDINGS.get(error["type"])
    if wording is None:
        return f"{name} tidak sesuai ({error['msg']})"
    return f"{name} {wording(error['input'], written, error.get('ctx', {}))}"


def rule_of(error: ErrorDetails) -> Rule:
    """Say which rule a value breaks that pydantic refuses.

    Args:
        error: one entry of pydantic's `errors()`, neither an unknown nor a missing key.
    """
    if error["input"] is None:
        return Rule.MISSING
    if error["loc"] and error["loc"][-1] == "[key]":
        return Rule.KEY
    if error["type"] == "string_pattern_mismatch":
        pattern = error["ctx"]["pattern"]
        return next((rule for part, rule, _ in _PATTERNS if part in pattern), Rule.TYPE)
    return _RULES.get(error["type"], Rule.TYPE)


def _name(location: tuple[int | str, ...]) -> str:
    keys = [step for step in location if isinstance(step, str) and step != "[key]"]
    if not keys:
        return "berkas ini"
    if isinstance(location[-1], int):
        return f"butir ke-{location[-1] + 1} dari `{keys[-1]}`"
    return f"`{keys[-1]}`"


def _text(value: Any, written: str, _: dict[str, Any]) -> str:
    if isinstance(value, dict):
        return ("harus berupa satu teks, tetapi terbaca sebagai `kunci: nilai`; "
                "apit teks yang memuat titik dua dengan tanda kutip")
    if isinstance(value, list):
        return "harus berupa satu teks, bukan daftar; hapus tanda hubung atau kurung sikunya"
    return f"harus berupa teks; apit dengan tanda kutip: \"{written}\""


def _whole(value: Any, written: str, _: dict[str, Any]) -> str:
    if isinstance(value, str) and re.fullmatch(r"-?\d+", value, re.ASCII):
        return f"harus berupa bilangan; tulis tanpa tanda kutip: {value}"
    return "harus berupa bilangan bulat, misalnya 2024" + (f", bukan `{written}`" if written else "")


def _decimal(value: Any, written: str, _: dict[str, Any]) -> str:
    point = value.strip(" %").replace(",", ".") if isinstance(value, str) else ""
    if re.fullmatch(r"\d+(\.\d+)?", point, re.ASCII):
        return f"harus berupa bilangan dengan titik, tanpa tanda kutip dan tanpa %: {point}"
    return "harus berupa bilangan, misalnya 20.7" + (f", bukan `{written}`" if written else "")


def _list(_: Any, written: str, __: dict[str, Any]) -> str:
    example = written or "isi"
    return f"harus berupa daftar; tulis [{example}], atau satu butir per baris dengan tanda hubung di depannya"


def _literal(_: Any, written: str, context: dict[str, Any]) -> str:
    choices = re.findall(r"'([^']*)'", context["expected"])
    return f"tidak mengenal nilai `{written}`; {suggestion(written, choices)}"


def _pattern(_: Any, written: str, context: dict[str, Any]) -> str:
    return next((text for part, _, text in _PATTERNS if part in context["pattern"]), f"tidak sesuai: `{written}`")


_WORDINGS: dict[str, Callable[[Any, str, dict[str, Any]], str]] = {
    "string_type": _text,
    "int_type": _whole,
    "float_type": _decimal,
    "tuple_type": _list,
    "literal_error": _literal,
    "string_pattern_mismatch": _pattern,
    "bool_type": lambda *_: "harus true atau false",
    "dict_type": lambda *_: "harus berisi baris `kunci: nilai`",
    "model_type": lambda *_: "harus berisi baris `kunci: nilai`",
    "string_too_short": lambda *_: "masih kosong; isi teksnya",
    "string_too_long": lambda _, __, context: f"terlalu panjang; paling banyak {context['max_length']} huruf",
    "too_short": lambda _, __, context: f"kurang isinya; paling sedikit {context['min_length']} butir",
    "greater_than_equal": lambda _, written, context: f"terlalu kecil: {written}; paling kecil {context['ge']:g}",
    "less_than_equal": lambda _, written, context: f"terlalu besar: {written}; paling besar {context['le']:g}",
    "value_error": lambda _, __, context: f"tidak sesuai: {context['error']}",
}
_RULES = {
    "literal_error": Rule.CHOICE,
    "string_too_short": Rule.MISSING,
    "too_short": Rule.MISSING,
    "string_too_long": Rule.ID,
    "greater_than_equal": Rule.RANGE,
    "less_than_equal": Rule.RANGE,
    "value_error": Rule.DATE,
}
"""The rule behind pydantic's name of an error; what is not named has the wrong type."""
