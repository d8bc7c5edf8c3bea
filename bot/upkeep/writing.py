"""Writing the knowledge folder: each file whole or not at all, and nothing else touched."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


def write_folder(folder: Path, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    """Bring the files of a knowledge folder from one state to another.

    Args:
        folder: the knowledge folder.
        before: bytes by path as they are now.
        after: bytes by path as they are to be.

    Returns:
        The paths that changed, in order.

    Raises:
        OSError: a file cannot be written; those before it are given their old content back, as far as that goes.
    """
    changed = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    done: list[str] = []
    try:
        for name in changed:
            _put(folder / name, after.get(name))
            done.append(name)
    except OSError:
        for name in done:
            with suppress(OSError):
                _put(folder / name, before.get(name))
        raise
    return changed


def _put(file: Path, content: bytes | None) -> None:
    if content is None:
        file.unlink(missing_ok=True)
    else:
        _replace(file, content)


def _replace(file: Path, content: bytes) -> None:
    """Put a file in its place in one step: whoever reads it meanwhile sees the old one or the new one, never half."""
    file.parent.mkdir(parents=True, exist_ok=True)
    # a name that begins with a full stop is none of the folder's files
    handle, draft = tempfile.mkstemp(dir=file.parent, prefix=".baru-")
    try:
        with os.fdopen(handle, "wb") as output:
            output.write(content)
            output.flush()
            os.fsync(output.fileno())
        Path(draft).chmod(file.stat().st_mode & 0o777 if file.exists() else 0o644)
        Path(draft).replace(file)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
