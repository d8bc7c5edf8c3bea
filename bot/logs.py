"""Where the program's own messages go, and what must never be in them."""

from __future__ import annotations

import json
import logging
import re
import sys
from contextvars import ContextVar
from datetime import UTC, datetime

REDACTED = "[token disembunyikan]"
_TOKEN = re.compile(r"\d+:[\w-]{30,}", re.ASCII)
"""The form of every Telegram token, so that one is hidden wherever it comes from."""

update_id: ContextVar[int | None] = ContextVar("update_id", default=None)
"""The update that is being handled: goes into each structured line, where text of users never goes."""


class _Redacting(logging.Formatter):
    """Hides tokens in the finished line: in the message, its arguments and a traceback alike."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        return self._hidden(super().format(record))

    def _hidden(self, line: str) -> str:
        line = _TOKEN.sub(REDACTED, line)
        for secret in self._secrets:
            line = line.replace(secret, REDACTED)
        return line


class _Structured(_Redacting):
    """Writes a line as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        row: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname, "logger": record.name, "message": self._hidden(record.getMessage())}
        if (number := update_id.get()) is not None:
            row["update_id"] = number
        if record.exc_info:
            row["traceback"] = self._hidden(self.formatException(record.exc_info))
        return json.dumps(row, ensure_ascii=False)


def set_up_logging(*secrets: str, as_json: bool = False) -> None:
    """Send log lines to standard error: from this program from INFO on, from libraries from WARNING on.

    Whoever reads them by machine gets every message as well (DEBUG); for people these would bury what matters.

    httpx writes every address at INFO, and Telegram's addresses hold the token; hence the two safeguards.

    Args:
        secrets: the configured token and passwords, hidden even where they have no form by which they are known.
        as_json: whether each line is a JSON object.
    """
    # nothing of these is in a line; as Python's documentation advises, they are then not looked up for each
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter((_Structured if as_json else _Redacting)(secrets))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("bot").setLevel(logging.DEBUG if as_json else logging.INFO)
