"""For every test: no settings of whoever runs them, and the shipped knowledge base, loaded once."""

import os

import pytest

from bot.assistant import Assistant
from bot.knowledge.loader import load
from bot.knowledge.location import default_path
from tests.postgres import Postgres


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch, tmp_path_factory):
    """Keep the settings and the cache of whoever runs the tests, a real token above all, out of them."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    for name in list(os.environ):
        if name.startswith("TIRUBOT_") or name == "TELEGRAM_BOT_TOKEN":
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def shipped_knowledge():
    """The knowledge base as it ships, loaded once for all tests."""
    return load(default_path())


@pytest.fixture(scope="session")
def assistant(shipped_knowledge):
    """Answers from the shipped knowledge base; built once. Tests bring conversations of their own."""
    return Assistant(shipped_knowledge)


@pytest.fixture(scope="session")
def postgres():
    """A real PostgreSQL server, started once for all tests that ask for it."""
    with Postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """The address of an empty database, of either kind."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/folder yang belum ada/tirubot.db"
    return request.getfixturevalue("postgres").fresh()
