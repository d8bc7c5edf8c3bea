"""A knowledge base kept ready-made beside the data, keyed by the files' content: safe to delete at any time.

The file is a pickle, which runs code when read; so it is only read where nobody but this user can have written it.
"""

from __future__ import annotations

import hashlib
import os
import pickle  # nosec B403 (see above)
import sys
import tempfile
from functools import cache
from pathlib import Path

from bot.knowledge.folder import fingerprint, read_folder
from bot.knowledge.loader import load_contents
from bot.knowledge.model import KnowledgeBase

_KEPT = 3
"""Files kept: the present content, and what was before it in case of a return."""


def default_folder() -> Path:
    """Return the user's own folder for what can be made again."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tirubot"


def load_cached(path: Path, folder: Path) -> KnowledgeBase:
    """Load a knowledge folder, from the cache where its content has been loaded before.

    Args:
        path: the knowledge folder.
        folder: where the cache lies; made where it is missing. That it cannot be written only costs time.

    Raises:
        KnowledgeError: where anything is wrong with the files; such content is never cached.
    """
    contents, problems = read_folder(path)
    file = folder / f"pengetahuan-{fingerprint(contents)}-{_format()}.pickle"
    known = _read(file)
    if known is not None:
        return known
    # what was read above, and not what the folder holds by now: the name of the file says what is in it
    knowledge = load_contents(contents, problems)
    _write(file, knowledge)
    return knowledge


def _read(file: Path) -> KnowledgeBase | None:
    try:
        if not _ours(file) or not _ours(file.parent):
            return None
        known = pickle.loads(file.read_bytes())  # noqa: S301 # nosec B301 (a file of this user alone)
    except Exception:  # whatever is wrong with a cache, the YAML is right
        return None
    return known if isinstance(known, KnowledgeBase) else None


def _ours(path: Path) -> bool:
    """Tell whether this user owns a file or folder and no other may write to it."""
    status = path.stat()
    return (status.st_uid == os.geteuid() and not status.st_mode & 0o022) if hasattr(os, "geteuid") else True


def _write(file: Path, knowledge: KnowledgeBase) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".pengetahuan-")
        with os.fdopen(handle, "wb") as output:
            pickle.dump(knowledge, output, protocol=pickle.HIGHEST_PROTOCOL)
        Path(name).replace(file)
        for old in sorted(file.parent.glob("pengetahuan-*.pickle"), key=lambda p: p.stat().st_mtime)[:-_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return


@cache
def _format() -> str:
    """A hash of what decides how content becomes objects: the code of this package and the Python version."""
    digest = hashlib.sha256(sys.version.encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:8]
