"""200 slips of the hand in the shipped files: each is told on its line, whatever else the files hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from mutations import MUTATIONS, Spoilt, mutated

from bot.knowledge.files import Examiner
from bot.knowledge.folder import read_folder
from bot.knowledge.loader import check_contents
from bot.knowledge.location import default_path
from bot.knowledge.problems import Problem, Rule

CASES = [(kind, seed) for seed in range(200 // len(MUTATIONS) + 1) for kind in MUTATIONS][:200]
TODAY = date(2026, 12, 31)


@pytest.fixture(scope="module")
def contents() -> dict[str, bytes]:
    return read_folder(default_path())[0]


@pytest.fixture(scope="module")
def problems_of(contents: dict[str, bytes]) -> Callable[[Spoilt], list[Problem]]:
    """Checks a spoilt file among the good ones; says what is new."""
    examiner = Examiner()
    before = {str(problem) for problem in check_contents(contents, TODAY, examiner)}

    def check(spoilt: Spoilt) -> list[Problem]:
        found = check_contents({**contents, spoilt.name: spoilt.content}, TODAY, examiner)
        return [problem for problem in found if str(problem) not in before]

    return check


@pytest.mark.parametrize(("kind", "seed"), CASES)
def test_a_slip_is_told_on_its_line(
    contents: dict[str, bytes], problems_of: Callable[[Spoilt], list[Problem]], kind: str, seed: int,
) -> None:
    spoilt = mutated(kind, contents, seed)
    assert spoilt.content != contents[spoilt.name]
    problems = problems_of(spoilt)
    told = "\n".join(map(str, problems))
    # a source that is named wrongly is not used either, which is told further up, where it stands
    own = [problem for problem in problems if problem.path == spoilt.name]
    first = next((problem for problem in own if problem.is_error), own[0])
    assert first.line == spoilt.line, f"expected line {spoilt.line}:\n{told}"
    assert first.rule in spoilt.rules, told
    # only what two entries claim is told at the other one too
    assert all(problem.path == spoilt.name or problem.rule is Rule.CLAIM is first.rule for problem in problems), told
