"""From changed files to a mind that answers from them, made beside the answering and swapped in at one stroke."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from bot.assistant import Assistant, Mind
from bot.knowledge.files import Examiner
from bot.knowledge.folder import fingerprint, read_folder
from bot.knowledge.loader import check_contents, load_contents
from bot.knowledge.problems import KnowledgeError, Problem, has_errors
from bot.upkeep.sources import EditError
from bot.upkeep.versions import Versions
from bot.upkeep.writing import write_folder

logger = logging.getLogger(__name__)

SWITCH_SECONDS = 0.0005
"""How long the thread that builds may hold the interpreter while a reply waits for it; Python's own 5 ms, met at every
step of a reply, would add up."""
SETTLING_SECONDS = 0.3
"""How long files with errors are given to change once more: an editor may be in the middle of writing them."""

T = TypeVar("T")


class Result(StrEnum):
    """How a reload ended."""

    SAME = "sama"
    SWAPPED = "dipakai"
    BROKEN = "ditolak"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a reload.

    Args:
        result: how it ended.
        version: of the files.
        problems: what is wrong with them, where they were refused.
        seconds: how long it took.
        mended: whether the state before was refused.
    """

    result: Result
    version: str
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0
    mended: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an edit would make of the knowledge base; nothing is written yet.

    Args:
        before: the files that it changes, as they are; those that it adds are not there.
        changed: the same as they would be.
        problems: everything that is wrong with the knowledge base then, warnings in the changed files included.
        mind: answers as the bot would; None where there are errors.
    """

    before: Mapping[str, bytes]
    changed: Mapping[str, bytes]
    problems: tuple[Problem, ...]
    mind: Mind | None


Edit = Callable[[Mapping[str, bytes]], Mapping[str, bytes]]
"""Takes all files by path and returns those that change; raises `EditError` where it cannot."""
Listener = Callable[[Outcome], Awaitable[None]]


class Reloader:
    """Keeps an assistant on the state of a folder.

    One thread reads, checks and builds; the event loop only takes the finished mind over. Files with errors change
    nothing: the assistant stays on the last good state.

    Args:
        folder: the knowledge folder.
        assistant: answers; gets the new minds.
        versions: where good states are kept.
    """

    def __init__(self, folder: Path, assistant: Assistant, versions: Versions) -> None:
        self.folder = folder
        self.assistant = assistant
        self.versions = versions
        self._examiner = Examiner()
        self._tried: Mind | None = None
        self._refused: str | None = None
        """The state that was refused last, if nothing better came since."""
        self._listeners: list[Listener] = []
        self._one_by_one = asyncio.Lock()
        self._thread = ThreadPoolExecutor(1, "knowledge")

    def tell(self, listener: Listener) -> None:
        """Call somebody with each outcome that is news: another version, or files with errors, once for each state."""
        self._listeners.append(listener)

    async def start(self) -> None:
        """Get to know the files, so that the first edit is taken over as fast as every other."""
        async with self._one_by_one:
            await self._beside(self._learn)

    async def stop(self) -> None:
        """Let the thread go; a build that is under way is finished first."""
        await asyncio.to_thread(self._thread.shutdown)

    async def reload(self) -> Outcome:
        """Take over the present state of the folder."""
        async with self._one_by_one:
            outcome = await self._look()
            while outcome.result is Result.BROKEN and outcome.version != self._refused:
                await asyncio.sleep(SETTLING_SECONDS)
                before, outcome = outcome, await self._look()
                if outcome.version == before.version:
                    break
            mended = self._refused is not None and outcome.result is not Result.BROKEN
            news = mended or outcome.result is Result.SWAPPED or (
                outcome.result is Result.BROKEN and outcome.version != self._refused)
            self._refused = outcome.version if outcome.result is Result.BROKEN else None
        outcome = replace(outcome, mended=mended)
        if news:
            _log(outcome)
            for listener in self._listeners:
                await listener(outcome)
        return outcome

    async def files(self) -> Mapping[str, bytes]:
        """Return the files as they are."""
        return await self._beside(lambda: read_folder(self.folder)[0])

    async def propose(self, edit: Edit) -> Proposal:
        """Try an edit on the present files without writing anything.

        Raises:
            EditError: the edit cannot be made.
        """
        async with self._one_by_one:
            return await self._beside(lambda: self._try(edit, self.assistant.mind))

    async def publish(self, edit: Edit) -> tuple[Proposal, Outcome | None]:
        """Make an edit on the present files, write them and answer from them.

        Returns:
            What was tried, and what came of it; nothing is written and there is no outcome where it has errors.

        Raises:
            EditError: the edit cannot be made.
            OSError: the folder cannot be written.
        """
        async with self._one_by_one:
            proposal = await self._beside(lambda: self._try(edit, self.assistant.mind))
            if proposal.mind is not None:
                await self._beside(lambda: self._write(proposal))
        return proposal, None if proposal.mind is None else await self.reload()

    def _write(self, proposal: Proposal) -> None:
        """Write what was tried, unless an editor or another process has changed the same files meanwhile."""
        contents, _ = read_folder(self.folder)
        if any(contents.get(name) != proposal.before.get(name) for name in proposal.changed):
            raise EditError("Berkas yang sama baru saja diubah di tempat lain. Tidak ada yang ditulis; silakan ulangi.")
        write_folder(self.folder, proposal.before, proposal.changed)

    def _try(self, edit: Edit, before: Mind) -> Proposal:
        contents, found = read_folder(self.folder)
        changed = dict(edit(contents))
        after = {**contents, **changed}
        problems = [problem for problem in (*found, *check_contents(after, examiner=self._examiner))
                    if problem.path in changed or problem.is_error]
        mind = None if has_errors(problems) else self._mind_of(after, found, before)
        self._examiner.rest()
        kept = {name: contents[name] for name in changed if name in contents}
        return Proposal(kept, changed, tuple(problems), mind)

    def _mind_of(self, contents: Mapping[str, bytes], problems: Sequence[Problem], before: Mind) -> Mind:
        """Make a mind, or take the one that was just made of the same files for a preview."""
        version = fingerprint(contents)
        if self._tried is None or self._tried.knowledge.version != version:
            self._tried = Mind(load_contents(contents, problems, self._examiner), before)
        return self._tried

    async def _look(self) -> Outcome:
        started = time.monotonic()
        before = self.assistant.mind
        try:
            mind, contents = await self._beside(lambda: self._build(before))
        except KnowledgeError as error:
            version = await self._beside(lambda: fingerprint(read_folder(self.folder)[0]))
            return Outcome(Result.BROKEN, version, error.problems, time.monotonic() - started)
        if mind is None:
            return Outcome(Result.SAME, before.knowledge.version)
        self.assistant.mind = mind
        seconds = time.monotonic() - started
        await self._beside(lambda: self._keep(contents))
        return Outcome(Result.SWAPPED, mind.knowledge.version, (), seconds)

    def _build(self, before: Mind) -> tuple[Mind | None, Mapping[str, bytes]]:
        """Make a mind of the folder's present state, which is returned too; None where that answers already."""
        contents, problems = read_folder(self.folder)
        version = fingerprint(contents)
        if version == before.knowledge.version and not has_errors(problems):
            return None, contents
        mind = self._mind_of(contents, problems, before)
        self._tried = None
        self._examiner.rest()
        return mind, contents

    def _learn(self) -> None:
        contents, problems = read_folder(self.folder)
        try:
            load_contents(contents, problems, self._examiner)
        except KnowledgeError:
            return  # changed since the start; told as soon as the folder is looked at
        self._keep(contents)
        self._examiner.rest()

    def _keep(self, contents: Mapping[str, bytes]) -> None:
        try:
            self.versions.keep(contents)
        except OSError as error:
            logger.error("Versi %s tidak dapat disimpan di samping basis data (%s).", fingerprint(contents),
                         error.strerror)

    async def _beside(self, work: Callable[[], T]) -> T:
        """Do some work in the thread, with as little harm to the replies as may be."""
        with _undisturbed():
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let replies go first, and no garbage collection stop everything.

    A build makes hundreds of thousands of objects that stay. Walking through them all, again and again, would halt the
    whole process for a fifth of a second; so they are set apart before the collector runs again. That they go when
    their mind goes, without the collector, is what a test holds.
    """
    interval = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
        sys.setswitchinterval(interval)


def _log(outcome: Outcome) -> None:
    if outcome.result is Result.BROKEN:
        errors = sum(problem.is_error for problem in outcome.problems)
        logger.error("Suntingan basis pengetahuan belum dapat dipakai (%d galat); bot tetap memakai isi yang terakhir "
                     "baik. %s", errors, next(str(p) for p in outcome.problems if p.is_error))
    else:
        logger.info("Basis pengetahuan versi %s dipakai (%.1f detik).", outcome.version, outcome.seconds)
