"""Remembering what a method returned, without keeping its object alive."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast
from weakref import WeakMethod

P = ParamSpec("P")
R = TypeVar("R")


def remembered(method: Callable[P, R], most: int) -> Callable[P, R]:
    """Return a method that remembers its results, to be kept as an attribute of its own object.

    With `lru_cache` on the bound method, the object and its cache would hold each other: a knowledge base that was
    replaced would then stay in memory until the garbage collector, which halts every reply, has walked through it.

    Args:
        method: a bound method that depends on its arguments alone, which can be hashed.
        most: results kept; the longest unused go first.
    """
    weak = WeakMethod(method)

    @lru_cache(maxsize=most)
    def call(*arguments: P.args, **named: P.kwargs) -> R:
        bound = weak()
        if bound is None:
            raise ReferenceError("the object of this method is gone")
        return bound(*arguments, **named)

    return cast(Callable[P, R], call)
