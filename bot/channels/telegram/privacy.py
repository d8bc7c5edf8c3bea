"""What is stored of people, told in plain words; shown and deleted for whoever asks (UU 27/2022)."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from telegram import InputFile, Message, Update
from telegram.error import TelegramError
from telegram.ext import Application, CallbackContext, CallbackQueryHandler

from bot.answering.reply import Block, Button, Reply, Status
from bot.assistant import Assistant
from bot.channels.telegram.handling import current
from bot.channels.telegram.keyboards import acknowledge
from bot.channels.telegram.render import esc
from bot.storage.people import People

CHANNEL = "telegram"
FILE_NAME = "data-saya.json"
_DELETE, _KEEP = "privasi:hapus", "privasi:batal"

_WHAT = (
    "Yang disimpan: tulisan pertanyaan dan jawabannya, waktunya, dan suka atau tidaknya Ibu/Bapak pada jawaban itu. "
    "Gunanya supaya kami tahu apa yang sering ditanyakan dan apa yang belum terjawab.",
    "Yang tidak disimpan: nama, nomor telepon, dan nomor akun Telegram. Sebagai gantinya ada samaran, yang tidak dapat "
    "dikembalikan menjadi nomor akun. NIK, nomor telepon, alamat email, dan deretan angka panjang di dalam tulisan "
    "disamarkan sebelum disimpan.",
    "Pesan yang menunggu jawaban disimpan dalam keadaan terkunci (terenkripsi), dan dihapus begitu terjawab.",
)
_RIGHTS = ("/datasaya: lihat semua yang tersimpan tentang Ibu/Bapak", "/hapusdatasaya: hapus semuanya")
_ADVICE = "Tetap jangan menulis data pribadi seperti NIK atau hasil periksa anak di sini."
_HEADING = "Privasi Ibu/Bapak"
_RIGHTS_HEADING = "Hak Ibu/Bapak"
PRIVATE_ONLY = "Demi privasi, kirim perintah ini di obrolan pribadi dengan saya, bukan di grup."
NOTHING_STORED = "Tidak ada catatan tentang Ibu/Bapak yang tersimpan."
FILE_CAPTION = "Ini semua catatan yang tersimpan tentang Ibu/Bapak. Untuk menghapusnya: /hapusdatasaya"
SENT = "Semua catatan yang tersimpan tentang Ibu/Bapak ada di berkas di atas."
ASK = ("Semua catatan tentang Ibu/Bapak akan dihapus: pertanyaan, jawaban, penilaian, dan pesan yang masih menunggu "
       "jawaban, juga yang dari grup. Ini tidak dapat dibatalkan. Yakin?")
KEPT = "Baik, tidak ada yang dihapus."


def deleted(count: int) -> str:
    """Say that everything is gone."""
    return f"Sudah dihapus: {count} catatan. Tidak ada lagi yang tersimpan tentang Ibu/Bapak."


async def tell(*_call: object) -> Reply:
    """Answer /privasi."""
    days = current.get()
    kept = days.retention_days if days else None
    period = (f"Catatan dihapus sendiri sesudah {kept} hari." if kept
              else "Catatan disimpan sampai pengelola menghapusnya.")
    return Reply(Status.ANSWERED, (Block((*_WHAT, period), heading=_HEADING, bullets=True),
                                   Block(_RIGHTS, heading=_RIGHTS_HEADING, bullets=True), Block((_ADVICE,))),
                 intent="privasi")


async def show(*_call: object) -> Reply:
    """Answer /datasaya: send what is stored, as a file."""
    asked = _asked()
    if asked is None:
        return _notice(PRIVATE_ONLY, "data_saya_di_grup")
    message, people, user_id = asked
    rows = await people.export(user_id)
    if not rows:
        return _notice(NOTHING_STORED, "data_saya")
    content = json.dumps(rows, ensure_ascii=False, indent=1).encode()
    await message.get_bot().send_document(message.chat.id, InputFile(content, FILE_NAME), caption=esc(FILE_CAPTION))
    return _notice(SENT, "data_saya")


async def offer_to_delete(*_call: object) -> Reply:
    """Answer /hapusdatasaya: ask once more."""
    if _asked() is None:
        return _notice(PRIVATE_ONLY, "hapus_data_di_grup")
    return Reply(Status.CLARIFY, (Block((ASK,)),), intent="hapus_data",
                 buttons=(Button("Ya, hapus semua", _DELETE), Button("Batal", _KEEP)))


class Deletion:
    """What the two buttons under the question do.

    Args:
        assistant: whose memory of the conversation goes too.
        people: deletes.
    """

    def __init__(self, assistant: Assistant, people: People) -> None:
        self._assistant = assistant
        self._people = people

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the handler; it must come before the one for all other buttons."""
        application.add_handler(CallbackQueryHandler(self.press, pattern="^privasi:"))

    async def press(self, update: Update, context: CallbackContext[Any, Any, Any, Any]) -> None:
        """Delete, or leave everything as it is. Nothing of the press itself is logged: that would be kept again."""
        query = update.callback_query
        if query is None or query.message is None:
            return
        await acknowledge(query)
        # in a private chat nobody else can press; a forged press from elsewhere deletes the presser's own data at most
        if query.message.chat.type != query.message.chat.PRIVATE:
            return
        text = KEPT
        if query.data == _DELETE:
            text = deleted(await self._people.delete(query.from_user.id))
            self._assistant.forget(f"{CHANNEL}:{query.message.chat.id}")
        with suppress(TelegramError):
            await context.bot.edit_message_text(text, query.message.chat.id, query.message.message_id)
            return
        with suppress(TelegramError):
            await context.bot.send_message(query.message.chat.id, text)


def _asked() -> tuple[Message, People, int] | None:
    """The message that is being answered, the stored data and the person; None outside of a private chat."""
    handling = current.get()
    message = handling.update.message if handling else None
    if handling is None or message is None or message.from_user is None or message.chat.type != message.chat.PRIVATE:
        return None
    return message, People(handling.inbox.database, CHANNEL), message.from_user.id


def _notice(text: str, intent: str) -> Reply:
    return Reply(Status.ANSWERED, (Block((text,)),), intent=intent)
