"""Remembering what a method returned, without keeping its object alive."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar
from weakref import WeakMethod

R = TypeVar("R")


def remembered(method: Callable[[str], R], most: int) -> Callable[[str], R]:
    """Return a method that remembers its results, to be kept as an attribute of its own object.

    With `lru_cache` on the bound method, the object and its cache would hold each other: a knowledge base that was
    replaced would then stay in memory until the garbage collector, which halts every reply, has walked through it.

    Args:
        method: a bound method that depends on its argument alone.
        most: results kept; the longest unused go first.
    """
    weak = WeakMethod(method)

    @lru_cache(maxsize=most)
    def call(argument: str) -> R:
        bound = weak()
        if bound is None:
            raise ReferenceError("the object of this method is gone")
        return bound(argument)

    return call
