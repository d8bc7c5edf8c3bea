"""Where the program's own messages go, and what must never be in them."""

from __future__ import annotations

import logging
import re
import sys

REDACTED = "[token disembunyikan]"
_TOKEN = re.compile(r"\d+:[\w-]{30,}", re.ASCII)
"""The form of every Telegram token, so that one is hidden wherever it comes from."""


class _Redacting(logging.Formatter):
    """Hides tokens in the finished line: in the message, its arguments and a traceback alike."""

    def __init__(self, token: str | None) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        line = _TOKEN.sub(REDACTED, super().format(record))
        return line.replace(self._token, REDACTED) if self._token else line


def set_up_logging(token: str | None = None) -> None:
    """Send log lines to standard error: from this program from INFO on, from libraries from WARNING on.

    httpx writes every address at INFO, and Telegram's addresses hold the token; hence the two safeguards.

    Args:
        token: the configured token, hidden even where it is not of Telegram's usual length.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Redacting(token))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("bot").setLevel(logging.INFO)
