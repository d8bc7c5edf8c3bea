"""Draw the README's picture and those of the admins' manual, as the chats went with the running bot.

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

from bot.knowledge.location import default_path
from tests.e2e.conftest import READY, Bot
from tests.fake_bot_api import BOT, FakeBotApi, FakeServer
from tests.fake_bot_api.phone import Phone as Seen
from tests.fake_bot_api.updates import document, group, message, press, private

PICTURES = Path(__file__).parents[1] / "docs" / "gambar"
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
.file { display: grid; grid-template-columns: 40px 1fr; margin-bottom: 4px; align-items: center; }
.file i { grid-row: span 2; width: 32px; height: 32px; border-radius: 50%; background: #5f8a68; color: #fff;
  text-align: center; line-height: 32px; font-style: normal; }
.file b { font-weight: 500; } .file small { color: #64747f; }
.key { flex: 1; background: #5f8a68; color: #fff; border-radius: 8px; padding: 6px 4px; text-align: center;
  font-size: 14px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
"""

ADMIN = 4
COST = "studi tiru bayar berapa ya"
Message = dict[str, Any]


class Phone:
    """One chat, from its owner's side."""

    def __init__(self, api: FakeBotApi, bot: Bot, title: str, below: str) -> None:
        self._api, self._bot = api, bot
        self._head = f"<h1>{escape(title)}<small>{escape(below)}</small></h1>"
        self._shown: list[tuple[Message, bool]] = []
        self._before: set[int] = set()

    def says(self, where: Message, text: str, mine: bool = True, **parts: Any) -> Message | None:
        """Write a message; return what the bot sends to it, if anything."""
        return self._gives(where, message(where, text, **parts), mine)

    def sends(self, where: Message, name: str, content: bytes) -> None:
        """Send a file."""
        self._gives(where, document(where, self._api.upload(name, content)), mine=True)

    def presses(self, where: Message, data: str, on: Message) -> None:
        """Press a button of a message."""
        arrived = self._api.push(press(where, data, on))
        self._bot.rows_of([arrived])
        time.sleep(0.2)
        self.looks(where)

    def taps(self, where: Message, label: str) -> None:
        """Press the newest button with a label."""
        shown, data = Seen(self._api, where).button(label)
        self.presses(where, data, shown)

    def looks(self, where: Message) -> None:
        """See what has come or changed."""
        sent = {one["message_id"]: one for one in self._api.sent(where["chat"]["id"])}
        self._shown = [(sent.pop(one["message_id"], one), mine) for one, mine in self._shown]
        self._shown += [(one, False) for number, one in sent.items() if number not in self._before]

    def begins_anew(self) -> None:
        """Leave what was said so far out of the picture."""
        self._before |= {one["message_id"] for one, _ in self._shown}
        self._shown = []

    def _gives(self, where: Message, update: Message, mine: bool) -> Message | None:
        self._shown.append((update["message"], mine))
        arrived = self._api.push(update)
        if not arrived:
            return None
        self._bot.rows_of([arrived])
        self.looks(where)
        return self._shown[-1][0]

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
        return (f'<div class="bubble{" mine" if mine else ""}">{name}{quote}{self._photo(one)}{self._file(one)}'
                + f"{text}</div>"
                + (f'<div class="keys">{keys}</div>' if keys else ""))

    def _file(self, one: Message) -> str:
        if "document" not in one:
            return ""
        held = one["document"]
        size = f"{max(1, round(held['file_size'] / 1000))} kB"
        return f'<span class="file"><i>⬇</i><b>{escape(held["file_name"])}</b><small>{size}</small></span>'

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
    return page_of(chat.html, pkk.html)


def page_of(*chats: str) -> str:
    """Put chats beside each other."""
    return f"<!doctype html><meta charset=utf-8><style>{STYLE}</style><main>{''.join(chats)}</main>"


def answer_from_the_phone(api: FakeBotApi, bot: Bot) -> dict[str, str]:
    """Let an admin answer what was asked in vain, send a file and look at the report; return the pages by name."""
    sari, admin = private(11, "Bu Sari"), private(ADMIN, "Bu Rini")
    asker, desk = Phone(api, bot, "TiruBot", "ponsel Bu Sari"), Phone(api, bot, "TiruBot", "ponsel pengelola")
    pages = {}
    for person in (sari, private(12, "Pak Budi"), private(13, "Bu Wati")):
        asker.says(person, COST)
        asker.begins_anew()
    asker.says(sari, "jadwal posyandu mawar kapan")
    asker.begins_anew()
    desk.says(admin, "/antrean")
    desk.taps(admin, "1")
    desk.taps(admin, "Jawab")
    first = desk.html
    desk.begins_anew()
    desk.says(admin, "Studi tiru tidak dipungut biaya.\nBiaya perjalanan dan penginapan ditanggung rombongan tamu.")
    desk.says(admin, "Dinas Contoh, Panduan Studi Tiru, Maret 2025")
    pages["pengelola-jawab.png"] = page_of(first, desk.html)
    desk.begins_anew()
    desk.taps(admin, "Topik baru: kebijakan")
    desk.taps(admin, "Terbitkan")
    bot.until(lambda: not bot.select("SELECT 1 FROM asker WHERE due_at IS NOT NULL"), 10)
    asker.looks(sari)
    pages["pengelola-terbit.png"] = page_of(desk.html, asker.html)
    desk.begins_anew()
    desk.says(admin, "/ekspor")
    topic = (default_path() / "topik" / "tpps.yaml").read_text(encoding="utf-8")
    topic = topic.replace("tanya:\n", "tanya:\n  - tim percepatan itu isinya siapa saja\n")
    desk.sends(admin, "tpps.yaml", topic.encode())
    desk.taps(admin, "Terapkan")
    exported = desk.html
    desk.begins_anew()
    desk.says(admin, "/laporan")
    pages["pengelola-berkas.png"] = page_of(exported, desk.html)
    return pages


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
        knowledge = folder / "pengetahuan"
        shutil.copytree(default_path(), knowledge)
        with FakeServer(api) as server, closing(Bot(folder, server.root, knowledge=knowledge, settings={
                "TIRUBOT_TELEGRAM__ADMINS": str(ADMIN)})) as bot:
            bot.wait_for_line(READY, 60)
            pages = {"percakapan.png": converse(api, bot), **answer_from_the_phone(api, bot)}
        for picture, html in pages.items():
            page = folder / "halaman.html"
            page.write_text(html, encoding="utf-8")
            photograph(page, PICTURES / picture)
            print(PICTURES / picture)


if __name__ == "__main__":
    main()
