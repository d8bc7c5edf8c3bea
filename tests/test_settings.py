from pathlib import Path

import pytest
import yaml
from pydantic import SecretStr

from bot.settings import DESCRIPTIONS, Key, Settings, SettingsError, load_settings

TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
EXAMPLE = Path(__file__).parent.parent / "config.example.yaml"


@pytest.fixture(autouse=True)
def empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(text, name="config.yaml"):
    path = Path(name)
    path.write_text(text, encoding="utf-8")
    return path


def refusal(text, environment=None):
    with pytest.raises(SettingsError) as refused:
        load_settings(written(text), environment or {})
    return str(refused.value)


def test_the_example_shows_every_setting_with_its_default():
    sections = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    assert [Key(section, name) for section, body in sections.items() for name in body] == list(DESCRIPTIONS)
    assert load_settings(EXAMPLE, {}) == Settings()


def test_the_example_explains_every_setting():
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    for key in DESCRIPTIONS:
        place = next(n for n, line in enumerate(lines) if line.startswith(f"  {key.name}:"))
        assert lines[place - 1].startswith("  # "), key


@pytest.mark.parametrize("text", ["", "# kosong\n", "telegram:\nstorage:\n", "knowledge: {path: null}"])
def test_what_is_not_written_has_its_default(text):
    assert load_settings(written(text), {}) == Settings()


def test_without_a_file_the_defaults_hold():
    assert load_settings(None, {}) == Settings()


def test_the_file_in_the_folder_is_found_the_named_one_goes_before_and_the_option_before_that():
    written("knowledge: {path: satu}")
    written("knowledge: {path: dua}", "lain.yaml")
    written("knowledge: {path: tiga}", "lagi.yaml")
    environment = {"TIRUBOT_CONFIG": "lain.yaml"}
    assert load_settings(None, {}).knowledge.path == Path("satu")
    assert load_settings(None, environment).knowledge.path == Path("dua")
    assert load_settings(Path("lagi.yaml"), environment).knowledge.path == Path("tiga")


def test_every_key_can_come_from_the_file():
    settings = load_settings(written(
        f'telegram:\n  token: "{TOKEN}"\n  api_base_url: http://127.0.0.1:8081/\n  mode: polling\n  admins: [1, 22]\n'
        "  questions_per_minute: 5\n  messages_per_second: 25\n  inline_cache_seconds: 0\n"
        "storage:\n  url: sqlite+aiosqlite:///x.db\nknowledge:\n  path: pengetahuan desa\n  cache: siap\n"
        "documents:\n  path: berkas\n"), {})
    assert settings.model_dump(exclude_unset=True) == {
        "telegram": {"token": SecretStr(TOKEN), "api_base_url": "http://127.0.0.1:8081", "mode": "polling",
                     "admins": (1, 22), "questions_per_minute": 5, "messages_per_second": 25,
                     "inline_cache_seconds": 0},
        "storage": {"url": "sqlite+aiosqlite:///x.db"},
        "knowledge": {"path": Path("pengetahuan desa"), "cache": Path("siap")},
        "documents": {"path": Path("berkas")}}


def test_every_key_can_come_from_the_environment_which_goes_before_the_file():
    values = {"telegram.token": TOKEN, "telegram.api_base_url": "http://127.0.0.1:1", "telegram.mode": "polling",
              "telegram.admins": "7, 8", "telegram.questions_per_minute": "5", "telegram.messages_per_second": "25",
              "telegram.inline_cache_seconds": "60", "storage.url": "sqlite+aiosqlite:///y.db", "knowledge.path": "k",
              "knowledge.cache": "c", "documents.path": "d", "webhook.url": "https://b.id/t/",
              "webhook.secret": "r" * 16, "webhook.listen": "0.0.0.0", "webhook.port": "8080", "webhook.path": "/t",
              "monitoring.listen": "::1", "monitoring.port": "9100", "logs.format": "json",
              "storage.key_file": "kunci", "storage.retention_days": "30"}
    file = written("telegram: {admins: [1], api_base_url: 'http://x'}\nstorage: {url: 'sqlite+aiosqlite:///z.db'}\n")
    settings = load_settings(file, {key.variable: values[str(key)] for key in DESCRIPTIONS})
    assert settings.telegram.token == SecretStr(TOKEN)
    assert settings.telegram.admins == (7, 8)
    assert (settings.telegram.questions_per_minute, settings.telegram.messages_per_second) == (5, 25)
    assert settings.telegram.inline_cache_seconds == 60
    assert settings.telegram.api_base_url == "http://127.0.0.1:1"
    assert (settings.storage.url, settings.knowledge.path) == ("sqlite+aiosqlite:///y.db", Path("k"))
    assert (settings.storage.key_file, settings.storage.retention_days) == (Path("kunci"), 30)
    assert (settings.webhook.url, settings.webhook.port) == ("https://b.id/t", 8080)
    assert (settings.monitoring.listen, settings.monitoring.port, settings.logs.format) == ("::1", 9100, "json")


def test_the_short_token_variable_goes_before_the_file_and_behind_the_long_one():
    file = written('telegram: {token: "1:berkas"}')
    both = {"TELEGRAM_BOT_TOKEN": "2:pendek", "TIRUBOT_TELEGRAM__TOKEN": "3:panjang"}
    assert load_settings(file, {"TELEGRAM_BOT_TOKEN": "2:pendek"}).telegram.token == SecretStr("2:pendek")
    assert load_settings(file, both).telegram.token == SecretStr("3:panjang")
    assert load_settings(file, dict.fromkeys(both, "")).telegram.token == SecretStr("1:berkas")


@pytest.mark.parametrize(("text", "message"), [
    ("telegram:\n  tokn: x", "config.yaml:2: kunci “telegram.tokn” tidak dikenal. Mungkin maksudnya “telegram.token”."),
    ("\ntoken: x", "config.yaml:2: kunci “token” tidak dikenal. Mungkin maksudnya “telegram.token”."),
    ("zzz: {}", "config.yaml:1: kunci “zzz” tidak dikenal. Yang ada: telegram.token, "),
    ("telegram:\n  token: 5", "config.yaml:2: nilai “telegram.token” tidak dapat dipakai. Isinya: token dari @BotF"),
    ("telegram:\n  token: rahasia", "config.yaml:2: nilai “telegram.token” tidak dapat dipakai"),
    ("telegram: {mode: surat}", "“telegram.mode” tidak dapat dipakai. Isinya: polling atau webhook"),
    ("telegram: {mode: webhook}", "Mode webhook memerlukan webhook.url. Isinya: alamat umum"),
    ("telegram: {mode: webhook}", "Mode webhook memerlukan webhook.secret. Isinya: kata sandi webhook"),
    ("webhook: {secret: pendek}", "nilai “webhook.secret” tidak dapat dipakai"),
    ("webhook: {secret: 'ada spasi di dalam sini'}", "nilai “webhook.secret” tidak dapat dipakai"),
    ("webhook: {url: bot.example.go.id}", "nilai “webhook.url” tidak dapat dipakai"),
    ("webhook: {path: telegram}", "nilai “webhook.path” tidak dapat dipakai"),
    ("monitoring: {port: 70000}", "nilai “monitoring.port” tidak dapat dipakai"),
    ("storage: {retention_days: 0}", "nilai “storage.retention_days” tidak dapat dipakai"),
    ("logs: {format: xml}", "nilai “logs.format” tidak dapat dipakai"),
    ("telegram: {admins: [dua]}", "nilai “telegram.admins” tidak dapat dipakai. Isinya: daftar nomor"),
    ("telegram: {admins: true}", "nilai “telegram.admins” tidak dapat dipakai"),
    ("telegram: {api_base_url: 127.0.0.1}", "nilai “telegram.api_base_url” tidak dapat dipakai"),
    ("storage: {url: data/x.db}", "nilai “storage.url” tidak dapat dipakai"),
    ("storage: {url: 2024-13-45}", "nilai “storage.url” tidak dapat dipakai"),
    ("storage: {url: !aneh x}", "nilai “storage.url” tidak dapat dipakai"),
    ("knowledge: {path: 3}", "nilai “knowledge.path” tidak dapat dipakai"),
    ("storage: {url: a}\nstorage: {url: b}", "config.yaml:2: kunci “storage” ditulis dua kali"),
    ("telegram: x", "config.yaml:1: di sini harus ada pasangan “kunci: nilai”"),
    ("? [a]\n: b", "config.yaml:1: di sini harus ada pasangan “kunci: nilai”"),
    ("- a", "config.yaml:1: di sini harus ada pasangan “kunci: nilai”"),
    ("telegram:\n\tmode: x", "config.yaml:2: bukan YAML yang sah"),
    ("a: " + "[" * 100_000, "config.yaml:1: susunan ini tidak dapat dipakai"),
    ("a: " + "{a: " * 50, "config.yaml:1: susunan ini tidak dapat dipakai"),
    ("x: &x [1]\ntelegram:\n  admins: *x", "config.yaml:3: susunan ini tidak dapat dipakai"),
    ("a: &a [x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
     "config.yaml:2: susunan ini tidak dapat dipakai"),
    ("# " + "x" * 1_000_001, "config.yaml: berkas konfigurasi terlalu besar"),
    ("telegram: !!python/object/apply:os.system ['true']", "config.yaml:1"),
], ids=lambda part: part[:40])
def test_a_mistake_in_the_file_is_told_with_key_place_and_remedy(text, message):
    assert message in refusal(text)


@pytest.mark.parametrize(("name", "value", "message"), [
    ("TIRUBOT_TELEGRAM_TOKEN", TOKEN, "“TIRUBOT_TELEGRAM_TOKEN” tidak dikenal. Mungkin maksudnya “TIRUBOT_TELEGRAM__"),
    ("TIRUBOT_TELEGRAM__TOKEN", "x", "TIRUBOT_TELEGRAM__TOKEN: nilai “telegram.token” tidak dapat dipakai"),
    ("TELEGRAM_BOT_TOKEN", "x", "TELEGRAM_BOT_TOKEN: nilai “telegram.token” tidak dapat dipakai"),
    ("TIRUBOT_TELEGRAM__ADMINS", "1 dua", "TIRUBOT_TELEGRAM__ADMINS: nilai “telegram.admins” tidak dapat dipakai"),
])
def test_a_mistake_in_the_environment_is_told_with_the_variable(name, value, message):
    assert message in refusal("", {name: value})


def test_all_mistakes_are_told_at_once():
    assert len(refusal("telegram: {tokn: x, mode: y}\nstoragee: {}", {"TIRUBOT_X": "1"}).splitlines()) == 4


@pytest.mark.parametrize("text", [
    f"telegram: {{token: '{TOKEN} salah'}}", f"telegram:\n token: '{TOKEN}", f"telegram: {TOKEN}", TOKEN,
])
def test_no_refusal_shows_the_token(text):
    assert TOKEN not in refusal(text)


def test_the_settings_never_show_the_token():
    assert TOKEN not in repr(load_settings(written(f"telegram: {{token: '{TOKEN}'}}"), {}))


@pytest.mark.parametrize(("make", "message"), [
    (lambda path: None, "config.yaml: berkas konfigurasi tidak ada. Periksa --config atau TIRUBOT_CONFIG"),
    (lambda path: path.mkdir(), "config.yaml: berkas konfigurasi tidak dapat dibaca"),
    (lambda path: path.write_bytes(b"\xff\xfe\x00"), "config.yaml: berkas konfigurasi bukan teks UTF-8"),
])
def test_a_file_that_cannot_be_read_is_named(make, message):
    make(Path("config.yaml"))
    with pytest.raises(SettingsError, match=message):
        load_settings(Path("config.yaml"), {})


def test_every_secret_is_known_and_never_shown():
    settings = load_settings(written(
        f"telegram: {{token: '{TOKEN}'}}\nwebhook: {{secret: 'rahasia-webhook-uji'}}\n"
        "storage: {url: 'postgresql+asyncpg://tirubot:sandi%40db@server/tirubot'}"), {})
    assert set(settings.secrets()) == {TOKEN, "rahasia-webhook-uji", "sandi%40db", "sandi@db"}
    assert not [secret for secret in settings.secrets() if secret in repr(settings)]
