"""What must be read again later and by nobody else: encrypted under the installation's key."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
"""The nonce of AES-GCM; drawn at random, which is safe for some four thousand million texts under one key."""


class Sealer:
    """Encrypts short-lived texts with AES-256-GCM under a key of its own, derived from the installation's.

    Args:
        key: the installation's secret key.
    """

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(hmac.new(key, b"tirubot:sealing", hashlib.sha256).digest())

    def seal(self, text: bytes, place: str) -> bytes:
        """Encrypt.

        Args:
            text: what to hide.
            place: where it is kept (table and row); it can be opened for the same place only.
        """
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, text, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes | None:
        """Decrypt; None where the key or the place is another, or the text was changed."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
        except (InvalidTag, ValueError):
            return None
