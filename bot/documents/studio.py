"""Draws pictures and writes briefs off the event loop, and keeps each by its content so that it is made once."""

from __future__ import annotations

import asyncio
import hashlib
import os
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bot.answering.brief import Brief
from bot.answering.picture import Picture, Poster
from bot.answering.reply import Reply

_DRAWN_AS = "1"
"""Changes when the look of what is made does, so that nothing made before is shown again."""
_KEPT = 400
"""Files kept; the longest unused go first."""


class Studio:
    """Makes files of pictures and briefs in one folder; safe to delete at any time."""

    def __init__(self, folder: Path) -> None:
        """Make ready; the folder is made with the first file.

        Args:
            folder: where the files are kept.
        """
        self._folder = folder
        self._making: dict[Path, asyncio.Task[None]] = {}

    async def files_of(self, reply: Reply) -> list[Path]:
        """Return the files that belong to a reply: its picture, then its brief; usually none.

        Raises:
            OSError: a file cannot be written.
        """
        files = [await self.picture(reply.picture)] if reply.picture else []
        return [*files, await self.brief(reply.brief, date.today())] if reply.brief else files  # noqa: DTZ011

    async def picture(self, picture: Picture) -> Path:
        """Return the PNG file of a picture, drawing it if it is not there yet.

        Raises:
            OSError: the file cannot be written.
        """
        def draw(path: Path) -> None:
            if isinstance(picture, Poster):
                from bot.documents.posters import draw_poster

                draw_poster(picture, path)
            else:
                from bot.documents.charts import draw

                draw(picture, path)

        return await self._made(self.picture_path(picture), draw)

    def picture_path(self, picture: Picture) -> Path:
        """Return where a picture's file is or will be; its name stands for its content."""
        return self._folder / f"grafik-{_key(picture)}.png"

    async def brief(self, brief: Brief, today: date) -> Path:
        """Return the PDF file of a brief, writing it if today's is not there yet.

        Args:
            brief: what it says.
            today: stands on each page.

        Raises:
            OSError: the file cannot be written.
        """
        def write(path: Path) -> None:
            from bot.documents.pdf import write

            write(brief, path, today)

        return await self._made(self.brief_path(brief, today), write)

    def brief_path(self, brief: Brief, today: date) -> Path:
        """Return where a brief's file is or will be; its name stands for its content and the day."""
        return self._folder / f"ringkasan-{brief.name}-{_key((brief, today))}.pdf"

    async def _made(self, path: Path, make: Callable[[Path], None]) -> Path:
        if await asyncio.to_thread(_there, path):
            return path
        task = self._making.get(path)
        if task is None:
            task = asyncio.create_task(asyncio.to_thread(self._write, path, make))
            self._making[path] = task
            task.add_done_callback(lambda _: self._making.pop(path, None))
        await asyncio.shield(task)
        return path

    def _write(self, path: Path, make: Callable[[Path], None]) -> None:
        """Write to another name first: a file with its name is complete, whatever happens in between."""
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=".", suffix=path.suffix)
        os.close(handle)
        try:
            make(Path(name))
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
        self._tidy()

    def _tidy(self) -> None:
        made = sorted(self._folder.glob("[!.]*.p[nd][gf]"), key=lambda p: p.stat().st_mtime, reverse=True)
        for old in made[_KEPT:]:
            old.unlink(missing_ok=True)


def _there(path: Path) -> bool:
    """Tell whether a file is there, and mark it as used."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def _key(content: object) -> str:
    """Return a name for the content: the same content has the same name, on every machine."""
    return hashlib.sha256(f"{_DRAWN_AS} {content!r}".encode()).hexdigest()[:16]
