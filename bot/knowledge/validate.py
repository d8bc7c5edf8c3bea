"""A file's plain data against its schema; what pydantic says becomes problems with file, line and plain words."""

from __future__ import annotations

import types
from collections.abc import Sequence
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.knowledge.problems import Problem, Rule
from bot.knowledge.reader import Document, Location
from bot.knowledge.wording import explain, nearest, rule_of, suggestion

M = TypeVar("M", bound=BaseModel)


def validate(document: Document, schema: type[M]) -> tuple[M | None, list[Problem]]:
    """Check a file against its schema.

    Args:
        document: as read; a document without data is not checked, its own problems say why.
        schema: the file's model in `schema.py`.

    Returns:
        The checked entry (None where there are errors), and the problems found here.
    """
    if document.data is None:
        return None, []
    try:
        return schema.model_validate(document.data), []
    except ValidationError as error:
        return None, _Explainer(document, schema, error.errors(include_url=False)).problems()


class _Explainer:
    """Turns one file's pydantic errors into problems."""

    def __init__(self, document: Document, schema: type[BaseModel], errors: Sequence[ErrorDetails]) -> None:
        self._document = document
        self._schema = schema
        self._errors = errors
        self._missing = {error["loc"] for error in errors if error["type"] == "missing"}
        self._told: set[Location] = set()
        """Missing keys that are explained by a misspelt key beside them."""

    def problems(self) -> list[Problem]:
        """Return a problem for each error, a misspelt key and the key it stands for counting as one."""
        unknown = [self._unknown_key(error["loc"]) for error in self._errors if error["type"] == "extra_forbidden"]
        return unknown + [problem for error in self._errors if (problem := self._other(error)) is not None]

    def _unknown_key(self, location: Location) -> Problem:
        parent, key = location[:-1], str(location[-1])
        keys = _keys(self._schema, parent)
        absent = [str(loc[-1]) for loc in self._missing if loc[:-1] == parent]
        meant = nearest(key, absent) or nearest(key, keys)
        if meant:
            self._told.add((*parent, meant))
        advice = f"mungkin maksudnya `{meant}`" if meant else suggestion(key, keys)
        return self._document.problem(location, f"kunci `{key}` tidak dikenal; {advice}", Rule.KEY, key=True)

    def _other(self, error: ErrorDetails) -> Problem | None:
        location = error["loc"]
        if error["type"] == "extra_forbidden" or location in self._told or _only_follows(error):
            return None
        if error["type"] == "missing":
            key = location[-1]
            return self._document.problem(location, f"kunci `{key}` belum ada; tambahkan baris `{key}: …`",
                                          Rule.MISSING)
        return self._document.problem(location, explain(error, self._document.written(location)),
                                      rule_of(error))


def _only_follows(error: ErrorDetails) -> bool:
    """Tell whether a list counts as too short merely because its items are wrong, which is told already."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


def _keys(schema: type[BaseModel], location: Location) -> list[str]:
    """List the keys that are valid at a place of the file."""
    here: Any = schema
    for step in location:
        here = _inside(_bare(here), step)
    here = _bare(here)
    return [field.alias or name for name, field in here.model_fields.items()]


def _inside(annotation: Any, step: str | int) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return next(f.annotation for n, f in annotation.model_fields.items() if (f.alias or n) == step)
    arguments = get_args(annotation)
    return arguments[1] if get_origin(annotation) is dict else arguments[0]


def _bare(annotation: Any) -> Any:
    """Strip `Annotated` and `| None` from a field's type."""
    while get_origin(annotation) in (Annotated, Union, types.UnionType):
        annotation = get_args(annotation)[0]
    return annotation
