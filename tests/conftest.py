"""For every test: no settings of whoever runs them."""

import os

import pytest


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch):
    """Keep the settings of whoever runs the tests, a real token above all, out of them."""
    for name in list(os.environ):
        if name.startswith("TIRUBOT_") or name == "TELEGRAM_BOT_TOKEN":
            monkeypatch.delenv(name)
