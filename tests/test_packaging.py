"""What the program imports is what it asks to be installed: a clone on a bare machine has nothing else."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def imported(folder):
    """The outermost packages that the modules of a folder import, with one module that does."""
    found = {}
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = ([alias.name for alias in node.names] if isinstance(node, ast.Import)
                     else [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else [])
            found.update((name.partition(".")[0], path.name) for name in names)
    return found


def wanted(lines):
    """The distributions that requirement lines name, as the index writes them."""
    return {re.split(r"[\[<>=~! ;]", line)[0].lower().replace("_", "-") for line in lines}


def foreign(folder):
    own = {"bot", "tests", "benchmarks", *sys.stdlib_module_names}
    owners = packages_distributions()
    return {(name, where): {owner.lower().replace("_", "-") for owner in owners.get(name, [])}
            for name, where in imported(folder).items() if name not in own and name in owners}


def test_the_program_names_all_that_it_imports():
    asked = wanted(PROJECT["dependencies"])
    missing = {one: owners for one, owners in foreign("bot").items() if not owners & asked}
    # pydantic brings its core, and the errors that it raises are defined there
    assert {name for name, _ in missing} <= {"pydantic_core"}, missing


def test_the_tests_and_benchmarks_name_all_that_they_import():
    asked = wanted([*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]])
    missing = {one: owners for folder in ("tests", "benchmarks") for one, owners in foreign(folder).items()
               if not owners & asked}
    assert {name for name, _ in missing} <= {"pydantic_core"}, missing
