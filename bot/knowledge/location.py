"""Where the knowledge base lies when no setting says otherwise."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def default_path() -> Path:
    """Return the checkout's `knowledge/` folder, or the copy inside an installed package."""
    checkout = _PACKAGE.parent / "knowledge"
    return checkout if checkout.is_dir() else _PACKAGE / "data" / "knowledge"
