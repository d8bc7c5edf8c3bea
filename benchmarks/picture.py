"""Draw the README's picture: a private chat and a group, as they went with the running bot.

    python -m benchmarks.picture

The bot runs as a process of its own against the tests' stand-in for Telegram; what it sent is laid out as a phone shows
it and photographed by Chromium (on Debian: `apt install chromium fonts-roboto fonts-noto-color-emoji`).
"""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from html import escape
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops

from tests.e2e.conftest import READY, Bot
from tests.fake_bot_api import BOT, FakeBotApi, FakeServer
from tests.fake_bot_api.updates import group, message, press, private

PICTURE = Path(__file__).parents[1] / "docs" / "gambar" / "percakapan.png"
WIDTH, HEIGHT, SCALE = 900, 2400, 2
TAGS = {"bold": ("<b>", "</b>"), "expandable_blockquote": ("<blockquote>", "</blockquote>")}
STYLE = """
body { margin: 0; font: 15px/1.32 Roboto, 'DejaVu Sans', 'Noto Color Emoji', sans-serif; color: #10181f; }
main { display: flex; gap: 24px; padding: 16px; background: #fff; align-items: flex-start; width: max-content; }
section { width: 400px; background: #c9dcc8; border-radius: 18px; overflow: hidden; padding-bottom: 14px; }
h1 { margin: 0 0 10px; padding: 11px 16px; background: #4f7d5b; color: #fff; font-size: 17px; font-weight: 500; }
h1 small { display: block; font-size: 12.5px; font-weight: 400; opacity: .85; }
.bubble { margin: 6px 12px 0; padding: 7px 11px 8px; border-radius: 13px; background: #fff; max-width: 310px;
  width: fit-content; white-space: pre-wrap; overflow-wrap: anywhere; }
.mine { margin-left: auto; background: #e2fbcf; }
.name { color: #b0553a; font-weight: 500; font-size: 13.5px; display: block; }
.quoted { border-left: 3px solid #4f7d5b; background: #eef5ec; border-radius: 4px; padding: 3px 8px; margin-bottom: 5px;
  font-size: 13px; color: #46525a; display: -webkit-box; -webkit-line-clamp: 1; -webkit-box-orient: vertical;
  overflow: hidden; white-space: normal; }
a { color: #2268b2; text-decoration: none; }
blockquote { margin: 2px 0 0; padding: 4px 18px 4px 8px; border-left: 3px solid #4a90c8; background: #eaf3fa;
  border-radius: 4px; font-size: 13.5px; position: relative; }
blockquote span { display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical; overflow: hidden; }
blockquote::after { content: '⌄'; position: absolute; right: 5px; bottom: 1px; color: #4a90c8; }
img { width: 310px; display: block; border-radius: 9px; margin: -2px 0 6px -4px; }
.keys { margin: 4px 12px 0; width: 332px; }
.row { display: flex; gap: 4px; margin-bottom: 4px; }
.key { flex: 1; background: #5f8a68; color: #fff; border-radius: 8px; padding: 6px 4px; text-align: center;
  font-size: 14px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
"""

Message = dict[str, Any]


class Phone:
    """One chat, from its owner's side."""

    def __init__(self, api: FakeBotApi, bot: Bot, title: str, below: str) -> None:
        self._api, self._bot = api, bot
        self._head = f"<h1>{escape(title)}<small>{escape(below)}</small></h1>"
        self._shown: list[tuple[Message, bool]] = []

    def says(self, where: Message, text: str, mine: bool = True, **parts: Any) -> Message | None:
        """Write a message; return what the bot sends to it, if anything."""
        update = message(where, text, **parts)
        self._shown.append((update["message"], mine))
        arrived = self._api.push(update)
        return self._answer(where, arrived) if arrived else None

    def presses(self, where: Message, data: str, on: Message) -> None:
        """Press a button that changes the message it is on."""
        arrived = self._api.push(press(where, data, on))
        self._bot.rows_of([arrived])
        time.sleep(0.2)
        changed = {one["message_id"]: one for one in self._api.sent(where["chat"]["id"])}
        self._shown = [(changed.get(one["message_id"], one), mine) for one, mine in self._shown]

    def _answer(self, where: Message, arrived: Message) -> Message:
        self._bot.rows_of([arrived])
        sent: Message = self._api.sent(where["chat"]["id"])[-1]
        self._shown.append((sent, False))
        return sent

    @property
    def html(self) -> str:
        """The chat as HTML."""
        return f"<section>{self._head}{''.join(self._bubble(*one) for one in self._shown)}</section>"

    def _bubble(self, one: Message, mine: bool) -> str:
        name = "" if mine or one["chat"]["type"] == "private" else (
            f'<span class="name">{escape(one["from"]["first_name"])}</span>')
        quoted = one.get("reply_to_message", {}).get("text")
        quote = f'<span class="quoted">{escape(quoted)}</span>' if quoted else ""
        text = formatted(one.get("text") or one.get("caption", ""), one.get("entities") or one.get("caption_entities"))
        rows = [[f'<div class="key">{escape(key["text"])}</div>' for key in row]
                for row in one.get("reply_markup", {}).get("inline_keyboard", [])]
        keys = "".join(f'<div class="row">{"".join(row)}</div>' for row in rows)
        return (f'<div class="bubble{" mine" if mine else ""}">{name}{quote}{self._photo(one)}{text}</div>'
                + (f'<div class="keys">{keys}</div>' if keys else ""))

    def _photo(self, one: Message) -> str:
        if "photo" not in one:
            return ""
        _, content = self._api.file(one["photo"][0]["file_id"])
        return f'<img src="data:image/png;base64,{base64.b64encode(content).decode()}">'


def formatted(text: str, entities: list[Message] | None) -> str:
    """Write a text with Telegram's entities, which count in UTF-16, as HTML."""
    units = text.encode("utf-16-le")
    marks: list[tuple[int, int, str]] = []
    for entity in entities or []:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        opening, closing_tag = TAGS.get(entity["type"], ("", ""))
        if entity["type"] == "text_link":
            opening, closing_tag = "<a>", "</a>"
        if entity["type"] == "expandable_blockquote":
            opening, closing_tag = opening + "<span>", "</span>" + closing_tag
        marks += [(start, -end, opening), (end, start - 10**6, closing_tag)]
    written, done = "", 0
    for place, _, mark in sorted(marks, key=lambda mark: (mark[0], mark[1])):
        written += escape(units[done * 2:place * 2].decode("utf-16-le")) + mark
        done = place
    return (written + escape(units[done * 2:].decode("utf-16-le"))).replace("\n<blockquote>", "<blockquote>")


def converse(api: FakeBotApi, bot: Bot) -> str:
    """Hold both conversations and return the page."""
    sari, name = private(11, "Bu Sari"), BOT["username"]
    chat = Phone(api, bot, "TiruBot", "bot")
    answer = chat.says(sari, "bontng bljr ke sumedang kpn?")
    assert answer
    chat.presses(sari, "v:up", answer)
    chat.says(sari, "/grafik Kota Bontang")
    wati, ani = group(-100_7, user=5), group(-100_7, user=6)
    ani["from"]["first_name"] = "Bu Ani"
    wati["from"]["first_name"] = "Bu Wati"
    pkk = Phone(api, bot, "PKK Sukamaju", "18 anggota")
    pkk.says(ani, "Bu, bulan depan jadi studi tiru ke Depok?", mine=False)
    first = pkk.says(wati, f"/tanya@{name} program apa di depok?")
    pkk.says(ani, "ocan bananas untuk siapa?", mine=False, reply_to_message=first)
    return f"<!doctype html><meta charset=utf-8><style>{STYLE}</style><main>{chat.html}{pkk.html}</main>"


def photograph(page: Path, picture: Path) -> None:
    """Let Chromium draw a page, and cut off what is empty below it."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        sys.exit("Chromium is not there; on Debian: apt install chromium")
    subprocess.run([browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                    f"--force-device-scale-factor={SCALE}", f"--window-size={WIDTH},{HEIGHT}",
                    f"--screenshot={picture}", page.as_uri()], check=True, capture_output=True)
    with Image.open(picture) as whole:
        white = Image.new("RGB", whole.size, "white")
        box = ImageChops.difference(whole.convert("RGB"), white).getbbox()
        cut = whole.convert("RGB").crop((0, 0, box[2] + 16 * SCALE, box[3] + 16 * SCALE))
    cut.quantize(128).save(picture, optimize=True)


def main() -> None:
    """Run the bot, talk, draw."""
    os.environ.pop("TELEGRAM_BOT_TOKEN", None)
    with tempfile.TemporaryDirectory() as name:
        folder, api = Path(name), FakeBotApi()
        with FakeServer(api) as server, closing(Bot(folder, server.root)) as bot:
            bot.wait_for_line(READY, 60)
            page = folder / "percakapan.html"
            page.write_text(converse(api, bot), encoding="utf-8")
        photograph(page, PICTURE)
    print(PICTURE)


if __name__ == "__main__":
    main()
