"""What YAML text becomes, and which text is refused where."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.problems import Problem
from bot.knowledge.reader import read


def _problems(text: str | bytes) -> list[Problem]:
    return read("uji.yaml", text if isinstance(text, bytes) else text.encode()).problems


@pytest.mark.parametrize(("text", "data"), [
    ("a: 5", {"a": 5}),
    ("a: -3", {"a": -3}),
    ("a: 20.7", {"a": 20.7}),
    ("a: true", {"a": True}),
    ("a: False", {"a": False}),
    ("a:", {"a": None}),
    ("a: null", {"a": None}),
    ('a: "no"', {"a": "no"}),
    ("a: 'y'", {"a": "y"}),
    ('a: "012"', {"a": "012"}),
    ("a: 2024-08-13", {"a": "2024-08-13"}),
    ("a: 20,7", {"a": "20,7"}),
    ("a: 1.500.000", {"a": "1.500.000"}),
    ("a: 0812", {"a": "0812"}),
    ("no: tidak", {"no": "tidak"}),
    ("2: dua", {"2": "dua"}),
    ("a: [x, {b: y}]", {"a": ["x", {"b": "y"}]}),
    ("a: >-\n  satu\n  dua", {"a": "satu dua"}),
    ("a: https://contoh.id/?x=1&y=2", {"a": "https://contoh.id/?x=1&y=2"}),
    ("a: Halo! Apa *kabar*", {"a": "Halo! Apa *kabar*"}),
    ("\ufeffa: b", {"a": "b"}),
])
def test_values(text: str, data: dict[str, Any]) -> None:
    assert read("uji.yaml", text.encode()).data == data


@pytest.mark.parametrize(("text", "place", "words"), [
    ("a: no", "1:4", ['"no"', "true/false"]),
    ("a: [x, YES]", "1:8", ['"YES"']),
    ("b: c\na: y", "2:4", ['"y"']),
    ("a: On", "1:4", ['"On"']),
    ("a: 012", "1:4", ['"012"']),
    ("a: 1:30", "1:4", ['"1:30"', "jam"]),
    ("a: 0x1F", "1:4", ['"0x1F"']),
    ("a: 1_000", "1:4", ['"1_000"']),
    ("a: .inf", "1:4", ['".inf"']),
    ("a: 1e5", "1:4", ['"1e5"']),
    ("a: +62", "1:4", ['"+62"']),
    ("a: .5", "1:4", ['".5"']),
    ("a: 1\nb: 2\na: 3", "3:1", ["`a`", "dua kali", "baris 1"]),
    ("a: {b: 1, b: 2}", "1:11", ["`b`", "dua kali"]),
    ("a: &jangkar x", "1:4", ["kutip"]),
    ("a: *jangkar", "1:4", ["kutip"]),
    ("a: !khusus x", "1:4", ["kutip"]),
    ("a: !!str 5", "1:4", ["kutip"]),
    ("a: @x", "1:4", ["`@`", "kutip"]),
    ("a: Judul: isi", "1:9", ["titik dua", "kutip"]),
    ("a:\n\t- x", "2:1", ["TAB", "spasi"]),
    ('b: c\na: "belum ditutup\nd: e', "2:4", ["kutip"]),
    ("a: [1, 2\nb: c", "1:4", ["belum ditutup"]),
    ("a: [program di {daerah}, x]", "1:4", ["kurung", "kutip"]),
    ("a:\n  - x\n - y", "3:2", ["sejajar"]),
    ("a: 1\n---\nb: 2", "2:1", ["---"]),
    ("- a", "1:1", ["daftar"]),
    ("hanya teks", "1:1", ["kunci: nilai"]),
    ("", "1:1", ["kosong"]),
    ("# hanya catatan", "1:1", ["kosong"]),
    ("? [a]\n: b", "1:3", ["kunci"]),
    ("a: b\x07c", "1:5", ["U+0007"]),
    (b"a: b\nc: \xe9", "2:4", ["UTF-8"]),
    ("a: " + "[" * 30 + "]" * 30, "1:23", ["bersarang"]),
])
def test_refused(text: str | bytes, place: str, words: list[str]) -> None:
    first = _problems(text)[0]
    assert str(first).startswith(f"uji.yaml:{place}: [galat] ")
    assert all(word in first.message for word in words), first.message


@pytest.mark.parametrize("text", ["a: " + "[" * 200_000, "- " * 200_000, "[a," * 100_000, "? " * 100_000])
def test_wild_nesting_is_a_problem_and_no_crash(text: str) -> None:
    assert _problems(text)


def test_every_problem_of_a_file_is_told() -> None:
    assert [problem.line for problem in _problems("a: no\nb: 012\na: x\n")] == [1, 2, 3]


@given(st.one_of(st.text(), st.text(alphabet="ab:-[]{}#&*!|>'\"%@`\n\t ,?.0123456789"), st.binary()))
def test_no_text_raises(text: str | bytes) -> None:
    content = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    document = read("uji.yaml", content)
    assert document.problems or isinstance(document.data, dict)
