"""Fixtures that write the small knowledge folder, to be spoilt by one file at a time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from small_folder import SMALL, Make, Spoil


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Write the small folder with some files replaced, added, or (None) left out."""

    def write(changes: Mapping[str, str | bytes | None]) -> Path:
        folder = tmp_path / "pengetahuan"
        for name, text in {**SMALL, **changes}.items():
            if text is None:
                continue
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return folder

    return write


@pytest.fixture
def spoil(make: Make) -> Spoil:
    """Write the small folder with one piece of one file's text replaced."""

    def write(name: str, old: str, new: str) -> Path:
        assert old in SMALL[name], f"{old!r} is not in {name}"
        return make({name: SMALL[name].replace(old, new, 1)})

    return write
