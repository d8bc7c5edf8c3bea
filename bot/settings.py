"""The settings: config.yaml, with the environment on top of it, checked before anything starts.

The environment is read here in a few lines rather than through pydantic-settings: that library ignores an unknown
section, reads lists only as JSON and cannot say where a value came from, and its import alone made
`python -m bot ask` start a third slower.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import unquote, urlsplit

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

PREFIX = "TIRUBOT_"
CONFIG_VARIABLE = "TIRUBOT_CONFIG"
TOKEN_VARIABLE = "TELEGRAM_BOT_TOKEN"  # noqa: S105 (the variable's name, not a token)
DEFAULT_FILE = Path("config.yaml")
TELEGRAM_ITSELF = "https://api.telegram.org"
_LARGEST_FILE = 1_000_000
"""Bytes of a configuration file, at most."""
_DEEPEST = 10
"""Levels of nesting, at most; settings have three."""


class SettingsError(Exception):
    """The settings cannot be used; the message is one Indonesian sentence or more, a line each, free of any secret."""


def _token(value: SecretStr) -> SecretStr:
    """Telegram's form of a token: the bot's number, a colon, letters, digits, `_` and `-`."""
    token = value.get_secret_value().strip()
    if not re.fullmatch(r"\d+:[\w-]+", token, re.ASCII):
        raise ValueError("not a token")
    return SecretStr(token)


def _secret(value: SecretStr) -> SecretStr:
    """Telegram's form of a webhook's secret, and long enough that nobody guesses it."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", value.get_secret_value()):
        raise ValueError("not a secret")
    return value


def _numbers(value: Any) -> Any:
    """Read `1, 2` (the environment knows no lists) and a lone number as a list of numbers."""
    if isinstance(value, str):
        words = value.replace(",", " ").split()
        return [int(word) if word.isdecimal() else word for word in words]
    return [value] if isinstance(value, int) else value


class _Section(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class TelegramSettings(_Section):
    """How the bot reaches Telegram; a field's description says, to an admin, what belongs in it."""

    token: Annotated[SecretStr, AfterValidator(_token)] | None = Field(
        default=None, description="token dari @BotFather, berbentuk angka, titik dua, lalu huruf dan angka")
    api_base_url: Annotated[str, AfterValidator(lambda url: url.rstrip("/"))] = Field(
        default=TELEGRAM_ITSELF, pattern=r"^https?://[^\s/]+",
        description="alamat akar server Bot API, misalnya http://127.0.0.1:8081")
    mode: Literal["polling", "webhook"] = Field(default="polling", description="polling atau webhook")
    admins: Annotated[tuple[int, ...], BeforeValidator(_numbers)] = Field(
        default=(), strict=False, description="daftar nomor id pengguna Telegram, misalnya [123456, 789012]")
    questions_per_minute: int = Field(
        default=20, ge=0, le=1000, strict=False,
        description="paling banyak berapa pertanyaan seorang boleh kirim dalam semenit, misalnya 20 (0: tanpa batas)")
    messages_per_second: int | None = Field(
        default=None, ge=1, le=1000, strict=False,
        description="paling banyak berapa pesan bot kirim dalam sedetik, misalnya 30, atau null")
    inline_cache_seconds: int = Field(
        default=300, ge=0, le=86_400, strict=False,
        description="berapa detik Telegram boleh menyimpan kartu mode inline, misalnya 300")


class StorageSettings(_Section):
    """Where the conversation log lies."""

    url: str = Field(default="sqlite+aiosqlite:///data/tirubot.db", pattern=r"^\w+\+\w+://", repr=False,
                     description="alamat basis data, misalnya sqlite+aiosqlite:///data/tirubot.db")
    key_file: Path | None = Field(default=None, strict=False,
                                  description="berkas kunci samaran, misalnya data/tirubot.key")
    retention_days: int | None = Field(default=365, ge=1, le=3650, strict=False,
                                       description="lama catatan disimpan, dalam hari (1 sampai 3650)")


class WebhookSettings(_Section):
    """Where Telegram brings updates, with `telegram.mode: webhook`."""

    url: Annotated[str, AfterValidator(lambda url: url.rstrip("/"))] | None = Field(
        default=None, pattern=r"^https?://[^\s/]+(/[^\s?#]*)?$",
        description="alamat umum yang dihubungi Telegram, misalnya https://bot.example.go.id/telegram")
    secret: Annotated[SecretStr, AfterValidator(_secret)] | None = Field(
        default=None, description="kata sandi webhook, 16 sampai 256 huruf, angka, _ atau -")
    listen: str = Field(default="127.0.0.1", min_length=1, description="alamat IP yang didengarkan, misalnya 127.0.0.1")
    port: int = Field(default=8443, ge=1, le=65535, strict=False, description="nomor porta, 1 sampai 65535")
    path: str = Field(default="/telegram", pattern=r"^/[\w./-]*$", description="jalur, misalnya /telegram")


class MonitoringSettings(_Section):
    """Where health and metrics are told; nowhere unless a port is named."""

    listen: str = Field(default="127.0.0.1", min_length=1, description="alamat IP yang didengarkan, misalnya 127.0.0.1")
    port: int | None = Field(default=None, ge=1, le=65535, strict=False, description="nomor porta, 1 sampai 65535")


class LogSettings(_Section):
    """How the program's own log lines look."""

    format: Literal["text", "json"] = Field(default="text", description="text atau json")


class KnowledgeSettings(_Section):
    """Where the knowledge base lies."""

    path: Path | None = Field(default=None, strict=False, description="folder basis pengetahuan, misalnya knowledge")
    cache: Path | None = Field(default=None, strict=False,
                               description="folder untuk basis pengetahuan yang sudah diperiksa, misalnya /var/cache/x")


class DocumentSettings(_Section):
    """Where pictures and documents are kept once made."""

    path: Path = Field(default=Path("data/dokumen"), strict=False,
                       description="folder untuk grafik dan ringkasan yang sudah dibuat, misalnya data/dokumen")


class Settings(_Section):
    """Every setting, by section; `telegram.token` in the file is `TIRUBOT_TELEGRAM__TOKEN` in the environment."""

    telegram: TelegramSettings = TelegramSettings()
    webhook: WebhookSettings = WebhookSettings()
    monitoring: MonitoringSettings = MonitoringSettings()
    logs: LogSettings = LogSettings()
    storage: StorageSettings = StorageSettings()
    knowledge: KnowledgeSettings = KnowledgeSettings()
    documents: DocumentSettings = DocumentSettings()

    def secrets(self) -> list[str]:
        """Whatever must never be shown: the token, the webhook's secret and the database's password."""
        hidden = [secret.get_secret_value() for secret in (self.telegram.token, self.webhook.secret) if secret]
        password = urlsplit(self.storage.url).password
        return [*hidden, *([password, unquote(password)] if password else [])]


class Key(NamedTuple):
    """A setting's name in two parts, written `telegram.token`."""

    section: str
    name: str

    def __str__(self) -> str:
        return f"{self.section}.{self.name}"

    @property
    def variable(self) -> str:
        """The environment variable that overrides it."""
        return f"{PREFIX}{self.section}__{self.name}".upper()


DESCRIPTIONS: Mapping[Key, str] = {
    Key(section, name): str(field.description)
    for section, part in Settings.model_fields.items()
    for name, field in part.default.__class__.model_fields.items()
}
"""Every setting with what belongs in it."""


@dataclass(frozen=True, slots=True)
class _Given:
    value: object
    place: str
    """`config.yaml:3` or the variable's name."""


def load_settings(path: Path | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings.

    Args:
        path: the configuration file; if None, the one named by TIRUBOT_CONFIG, else ./config.yaml if there is one.
        environment: variables; TIRUBOT_SECTION__KEY goes before the file, an empty one counts as not set.

    Raises:
        SettingsError: a file is missing or unreadable, a key is unknown or a value does not fit; all are named.
    """
    if path is None and environment.get(CONFIG_VARIABLE):
        path = Path(environment[CONFIG_VARIABLE])
    if path is None and DEFAULT_FILE.exists():
        path = DEFAULT_FILE
    problems: list[str] = []
    given = dict(_from_file(path, problems)) if path else {}
    given.update(_from_environment(environment, problems))
    settings = _validated(given, problems)
    if settings and settings.telegram.mode == "webhook":
        problems.extend(f"Mode webhook memerlukan {key}. Isinya: {DESCRIPTIONS[key]}."
                        for key in (Key("webhook", "url"), Key("webhook", "secret"))
                        if getattr(settings.webhook, key.name) is None)
    if problems or settings is None:
        raise SettingsError("\n".join(problems))
    return settings


def _from_file(path: Path, problems: list[str]) -> Iterator[tuple[Key, _Given]]:
    """Yield the file's settings with their lines, noting what is no setting."""
    root = _composed(path)
    if root is None:
        return
    for section, body in _pairs(root, str(path), problems):
        place = f"{path}:{section.start_mark.line + 1}"
        if section.value not in Settings.model_fields:
            problems.append(f"{place}: {_unknown(section.value, list(map(str, DESCRIPTIONS)))}")
            continue
        if body.tag == "tag:yaml.org,2002:null":
            continue
        for name, node in _pairs(body, str(path), problems):
            key, place = Key(section.value, name.value), f"{path}:{name.start_mark.line + 1}"
            if key not in DESCRIPTIONS:
                problems.append(f"{place}: {_unknown(str(key), list(map(str, DESCRIPTIONS)))}")
                continue
            yield key, _Given(_constructed(node), place)


def _composed(path: Path) -> yaml.Node | None:
    """Parse the file into nodes, which know their lines; None for an empty file."""
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise SettingsError(f"{path}: berkas konfigurasi terlalu besar (lebih dari {_LARGEST_FILE // 1000} kB). "
                                "Bandingkan dengan config.example.yaml.")
        text = path.read_text(encoding="utf-8")
        _check_shape(text, path)
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except FileNotFoundError:
        raise SettingsError(f"{path}: berkas konfigurasi tidak ada. Periksa --config atau {CONFIG_VARIABLE}, "
                            "atau salin config.example.yaml menjadi berkas itu.") from None
    except OSError as error:
        raise SettingsError(f"{path}: berkas konfigurasi tidak dapat dibaca ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path}: berkas konfigurasi bukan teks UTF-8. Simpan ulang sebagai UTF-8.") from None
    except yaml.YAMLError as error:
        # the parser's own message quotes the line, and the line may hold the token
        mark = getattr(error, "problem_mark", None)
        place = f"{path}:{mark.line + 1}" if mark else f"{path}"
        raise SettingsError(f"{place}: bukan YAML yang sah. Periksa titik dua, tanda kutip dan jarak dari tepi kiri "
                            "(pakai spasi, bukan tab).") from None


def _check_shape(text: str, path: Path) -> None:
    """Refuse what no settings need and what a parser can be drowned in: deep nesting and aliases."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST or isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise SettingsError(f"{path}:{line}: susunan ini tidak dapat dipakai di sini "
                                "(bersarang terlalu dalam, atau memakai tanda *). Lihat contohnya di "
                                "config.example.yaml.")


def _pairs(node: yaml.Node, path: str, problems: list[str]) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
    """Yield the entries of a mapping, noting anything else and any key that comes twice."""
    if not isinstance(node, yaml.MappingNode) or not all(isinstance(key, yaml.ScalarNode) for key, _ in node.value):
        problems.append(f"{path}:{node.start_mark.line + 1}: di sini harus ada pasangan “kunci: nilai”. "
                        "Lihat contohnya di config.example.yaml.")
        return
    seen: set[str] = set()
    for key, value in node.value:
        if key.value in seen:
            problems.append(f"{path}:{key.start_mark.line + 1}: kunci “{key.value}” ditulis dua kali. "
                            "Hapus salah satu.")
            continue
        seen.add(key.value)
        yield key, value


def _constructed(node: yaml.Node) -> object:
    """The node's value; a tag or a date that YAML itself refuses becomes an object that no setting accepts."""
    try:
        return yaml.SafeLoader("").construct_document(node)
    except (yaml.YAMLError, ValueError):
        return object()


def _from_environment(environment: Mapping[str, str], problems: list[str]) -> Iterator[tuple[Key, _Given]]:
    """Yield the settings of the environment, noting variables that look like ours and are not."""
    if environment.get(TOKEN_VARIABLE):
        yield Key("telegram", "token"), _Given(environment[TOKEN_VARIABLE], TOKEN_VARIABLE)
    variables = {key.variable: key for key in DESCRIPTIONS}
    for name, value in sorted(environment.items()):
        if not name.startswith(PREFIX) or name == CONFIG_VARIABLE or not value:
            continue
        if name in variables:
            yield variables[name], _Given(value, name)
        else:
            problems.append(f"Lingkungan (environment): {_unknown(name, [*variables, CONFIG_VARIABLE])}")


def _unknown(name: str, valid: list[str]) -> str:
    """Say that a key does not exist, with the nearest one that does, or all of them."""
    near = [key for key in valid if key.endswith(f".{name}")] or difflib.get_close_matches(name, valid, n=1)
    remedy = f"Mungkin maksudnya “{near[0]}”." if near else f"Yang ada: {', '.join(valid)}."
    return f"kunci “{name}” tidak dikenal. {remedy}"


def _validated(given: Mapping[Key, _Given], problems: list[str]) -> Settings | None:
    """Check every value; what does not fit is noted with its place, never with the value, which may be a secret."""
    values: dict[str, dict[str, object]] = {}
    for key, entry in given.items():
        values.setdefault(key.section, {})[key.name] = entry.value
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        wrong = dict.fromkeys(Key(str(item["loc"][0]), str(item["loc"][1])) for item in error.errors())
        problems.extend(f"{given[key].place}: nilai “{key}” tidak dapat dipakai. Isinya: {DESCRIPTIONS[key]}."
                        for key in wrong)
        return None
