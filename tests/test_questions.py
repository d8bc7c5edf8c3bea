"""Every labelled question of tests/questions, one case each; what fails today is in the ledger, and must fail.

A case of the ledger that starts to pass fails as XPASS(strict): run `python -m tests.ledger`.
"""

import pytest

from tests.ledger import Case, PlacesCase, cases, read_ledger, write_ledger

_CASES = cases()
_KNOWN = read_ledger()
_NOW_RIGHT = "in tests/questions/belum_lulus.yaml; when it passes, take it out: python -m tests.ledger"


def _parameter(case):
    failing = (case.file, case.name) in _KNOWN
    marks = [pytest.mark.xfail(raises=AssertionError, strict=True, reason=_NOW_RIGHT)] if failing else []
    return pytest.param(case, id=case.name, marks=marks)


@pytest.mark.parametrize("case", [_parameter(c) for c in _CASES if isinstance(c, Case)])
def test_a_question_gets_the_right_answer(assistant, case):
    assert case.faults(assistant) == []


@pytest.mark.parametrize("case", [_parameter(c) for c in _CASES if isinstance(c, PlacesCase)])
def test_a_sentence_names_the_right_regions(assistant, case):
    assert case.faults(assistant) == []


def test_the_ledger_lists_only_questions_that_exist():
    assert {(c.file, c.name) for c in _CASES} >= _KNOWN


def test_no_question_stands_twice_in_a_file():
    assert len({(c.file, c.name) for c in _CASES}) == len(_CASES)


def test_the_ledger_is_written_sorted_and_read_back(tmp_path):
    path = tmp_path / "belum_lulus.yaml"
    some = [*_CASES[40:43], *_CASES[-3:], *_CASES[:2]]
    write_ledger(some, path)
    first = path.read_bytes()
    write_ledger(reversed(some), path)
    assert path.read_bytes() == first
    assert read_ledger(path) == {(c.file, c.name) for c in some}


def test_an_empty_ledger_can_be_read(tmp_path):
    path = tmp_path / "belum_lulus.yaml"
    write_ledger([], path)
    assert read_ledger(path) == frozenset()
