"""What can go wrong with the stored data, said so that an admin can act on it."""

from __future__ import annotations


class StorageError(Exception):
    """The log cannot be used; the message is one or two Indonesian sentences: what, where and what to do."""


class BrokenStorageError(StorageError):
    """The database file itself is damaged: nothing that the program does makes it whole again."""
