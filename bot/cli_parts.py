"""What the commands share: exit codes, the settings, the knowledge base."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.logs import set_up_logging
from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from bot.knowledge.model import KnowledgeBase
    from bot.upkeep.versions import Versions

FAILED, UNUSABLE = 1, 2
"""Exit codes: something broke or is wrong in the data; the command line or the settings cannot be used."""

ConfigOption = Annotated[Path | None, typer.Option(
    "--config", metavar="BERKAS", show_default=False,
    help="Berkas pengaturan; bila tidak ditulis: TIRUBOT_CONFIG, lalu config.yaml di folder ini.")]


def settings_from(config: Path | None) -> Settings:
    """Read the settings and hide the secrets among them from the log lines from now on.

    Raises:
        SettingsError: they cannot be used.
    """
    settings = load_settings(config)
    set_up_logging(*settings.secrets(), as_json=settings.logs.format == "json")
    return settings


def knowledge_folder(settings: Settings) -> Path:
    """Return the folder of the knowledge base that is used."""
    from bot.knowledge.location import default_path

    return settings.knowledge.path or default_path()


def key_file(settings: Settings) -> Path:
    """Return where the installation's key lies: beside the database unless the settings say otherwise."""
    from bot.storage.database import key_path

    return settings.storage.key_file or key_path(settings.storage.url)


def kept_versions(settings: Settings) -> Versions:
    """Return the earlier versions of the knowledge base, which lie beside the key."""
    from bot.upkeep.versions import FOLDER, Versions

    return Versions(key_file(settings).with_name(FOLDER))


def knowledge_of(settings: Settings) -> KnowledgeBase:
    """Load the knowledge base.

    Raises:
        KnowledgeError: it has errors.
    """
    from bot.knowledge.cache import default_folder, load_cached

    return load_cached(knowledge_folder(settings), settings.knowledge.cache or default_folder())
