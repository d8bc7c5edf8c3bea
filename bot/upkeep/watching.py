"""Noticing that a folder changed: at once where the system tells, and by looking now and then where it does not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

from watchfiles import awatch

logger = logging.getLogger(__name__)

QUIET_MS = 80
"""How long nothing more must happen before a change counts as done: editors write in steps."""
LONGEST_MS = 400
"""How long changes are gathered at most, when more and more files change (a git pull)."""
LOOK_MS = 30_000
"""How often the folder is looked at though no change was told: network drives tell nothing."""
MISSING_SECONDS = 5.0
STARTING_SECONDS = 0.5
"""How long it takes at most until the system tells of changes."""


async def watch(folder: Path, changed: Callable[[], Awaitable[object]]) -> None:
    """Call `changed` whenever a folder changes, until cancelled; what changes during a call leads to another one.

    Args:
        folder: the folder; it may go and come back.
        changed: looks at the folder; called now and then without a change too.
    """
    while True:
        await changed()
        again = asyncio.create_task(_look_again(changed))
        try:
            async for _ in awatch(folder, watch_filter=lambda _, path: _concerns(folder, path), step=QUIET_MS,
                                  debounce=LONGEST_MS, rust_timeout=LOOK_MS, yield_on_timeout=True,
                                  ignore_permission_denied=True):
                await changed()
        except OSError as error:
            logger.warning("Folder %s tidak dapat diamati (%s); dicoba lagi.", folder, type(error).__name__)
        finally:
            again.cancel()
        await asyncio.sleep(MISSING_SECONDS)


async def _look_again(changed: Callable[[], Awaitable[object]]) -> None:
    """Look once more when the system surely tells of changes: one that came just before that was told by nobody."""
    await asyncio.sleep(STARTING_SECONDS)
    await changed()


def _concerns(folder: Path, path: str) -> bool:
    """Tell whether a change may concern the knowledge base: hidden files are other programs' business."""
    try:
        inside = Path(path).relative_to(folder.resolve())
    except ValueError:
        return True
    return not any(part.startswith(".") for part in inside.parts)
