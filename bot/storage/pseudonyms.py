"""Chat and user ids as keyed hashes: the log can count people without knowing them."""

from __future__ import annotations

import hmac
import os
import secrets
import tempfile
from functools import lru_cache
from pathlib import Path

from bot.storage.errors import StorageError

KEY_BYTES = 32
"""Length of the key: as long as the hash it keys (RFC 2104 advises no less)."""
HASH_CHARACTERS = 32
"""Length of a pseudonym: 128 bits as hexadecimal digits; no two people of a country share one by chance."""

_REMEMBERED = 10_000
"""Pseudonyms that need not be worked out again, at most."""


class Pseudonyms:
    """Turns ids into pseudonyms under one secret key."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        # each message needs those of its chat and its person several times
        self._pseudonym = lru_cache(_REMEMBERED)(self._worked_out)

    @staticmethod
    def key_of(path: Path) -> bytes:
        """Read the key, or make it on the first start.

        Args:
            path: the key file; it is kept readable to its owner alone (mode 0600).

        Raises:
            StorageError: the file cannot be read or made, or is no key.
        """
        try:
            if not path.exists():
                _create(path)
            path.chmod(0o600)
            key = path.read_bytes()
        except OSError as error:
            raise StorageError(f"Berkas kunci {path} tidak dapat dibaca atau dibuat ({error.strerror}). "
                               "Periksa izin folder dan berkasnya.") from error
        if len(key) != KEY_BYTES:
            raise StorageError(
                f"Berkas kunci {path} rusak: panjangnya {len(key)} bita, seharusnya {KEY_BYTES}. Kembalikan dari "
                "cadangan, atau hapus berkas itu supaya dibuat yang baru (pengguna lama lalu terhitung sebagai "
                "pengguna baru).")
        return key

    def of(self, kind: str, channel: str, number: str) -> str:
        """Return the pseudonym of an id.

        Args:
            kind: what the id names, `chat` or `user`; the same number gives different pseudonyms.
            channel: the channel that gave the id.
            number: the id.
        """
        return self._pseudonym(f"{kind}:{channel}:{number}")

    def _worked_out(self, text: str) -> str:
        return hmac.digest(self._key, text.encode(), "sha256").hex()[:HASH_CHARACTERS]


def _create(path: Path) -> None:
    """Write a new key whole or not at all; of two processes that start together, the first one's key counts."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(fresh)
        except FileExistsError:
            return
    finally:
        fresh.unlink()
