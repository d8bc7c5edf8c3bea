import json
import logging
from datetime import datetime

import httpx
import pytest

from bot.logs import REDACTED, set_up_logging, update_id

TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"


@pytest.fixture(autouse=True)
def restored_logging():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.getLogger("bot").setLevel(logging.NOTSET)


def test_a_token_is_hidden_in_message_arguments_and_traceback(capsys):
    set_up_logging()
    try:
        raise ValueError(f"https://api.telegram.org/bot{TOKEN}/getMe")
    except ValueError:
        logging.getLogger("bot.x").exception("alamat %s dan %s", f"bot{TOKEN}/a", TOKEN)
    shown = capsys.readouterr().err
    assert TOKEN not in shown
    assert shown.count(REDACTED) == 3
    assert "ValueError" in shown


def test_a_configured_token_of_another_length_is_hidden_too(capsys):
    set_up_logging("1:pendek")
    logging.getLogger("bot").warning("token 1:pendek")
    assert capsys.readouterr().err.endswith(f"token {REDACTED}\n")


def test_this_program_speaks_from_info_on_and_libraries_from_warning_on(capsys):
    set_up_logging()
    for name in ("bot.a", "alembic.runtime.migration"):
        logging.getLogger(name).info("info %s", name)
        logging.getLogger(name).warning("warning %s", name)
    out, err = capsys.readouterr()
    assert out == ""
    assert [line.split(": ")[1] for line in err.splitlines()] == [
        "info bot.a", "warning bot.a", "warning alembic.runtime.migration"]


async def test_httpx_does_not_write_addresses(capsys):
    set_up_logging()
    transport = httpx.MockTransport(lambda request: httpx.Response(200))
    async with httpx.AsyncClient(transport=transport) as client:
        await client.get(f"http://127.0.0.1/bot{TOKEN}/getMe")
    assert capsys.readouterr().err == ""


def test_structured_lines_are_json_with_the_update_and_without_secrets(capsys):
    set_up_logging("kata-sandi-panjang", as_json=True)
    number = update_id.set(77)
    try:
        raise ValueError(f"bot{TOKEN} kata-sandi-panjang")
    except ValueError:
        logging.getLogger("bot.x").exception("gagal %s", TOKEN)
    finally:
        update_id.reset(number)
    logging.getLogger("bot.x").info("di luar pesan")
    shown = capsys.readouterr().err
    assert TOKEN not in shown and "kata-sandi" not in shown
    first, second = map(json.loads, shown.splitlines())
    assert (first["level"], first["logger"], first["update_id"]) == ("ERROR", "bot.x", 77)
    assert first["message"] == f"gagal {REDACTED}" and "ValueError" in first["traceback"]
    assert datetime.fromisoformat(first["time"]).tzinfo is not None
    assert "update_id" not in second


@pytest.mark.parametrize("as_json", [False, True])
def test_every_message_has_a_line_where_machines_read_them(capsys, as_json):
    set_up_logging(as_json=as_json)
    logging.getLogger("bot.x").debug("Pesan 1 terkirim")
    logging.getLogger("sqlalchemy.engine").debug("SELECT")
    shown = capsys.readouterr().err
    assert ("Pesan 1 terkirim" in shown) is as_json and "SELECT" not in shown
