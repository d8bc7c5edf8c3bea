"""When the process is to end."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress

FAILED, UNUSABLE = 1, 2
"""Exit codes: something broke or is used twice; the settings cannot be used."""


class Ending:
    """When the process is to end, with which exit code and last words."""

    def __init__(self) -> None:
        self.exit_code = 0
        self.words: str | None = None
        self._event = asyncio.Event()

    def end(self, exit_code: int = 0, words: str | None = None) -> None:
        """End the process; the first call counts."""
        if not self._event.is_set():
            self.exit_code, self.words = exit_code, words
            self._event.set()

    async def wait(self) -> None:
        """Wait until somebody ends it."""
        await self._event.wait()

    def on_signals(self) -> None:
        """End with 0 on SIGTERM and Ctrl-C; where the system has no such handlers, Ctrl-C still interrupts."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            with suppress(NotImplementedError):
                loop.add_signal_handler(number, self.end)
