"""What the channel itself says, beside the assistant's replies: things that only exist on Telegram."""

from __future__ import annotations

TEXT_ONLY = ("Maaf, saya baru bisa membaca tulisan, belum foto, suara, atau stiker. "
             "Silakan ketik pertanyaannya, Ibu/Bapak, misalnya: program apa di Depok?")
UNKNOWN_COMMAND = "Perintah itu belum saya kenal. Ketik /bantuan untuk melihat apa saja yang bisa ditanyakan."
ASK_HOW = "Tuliskan pertanyaannya di belakang perintah, Ibu/Bapak, misalnya: /tanya program apa di Depok?"
APOLOGY = "Maaf, ada gangguan di pihak kami. Silakan coba lagi sebentar lagi, Ibu/Bapak."
COMMANDS_HEADING = "Perintah"


def group_greeting(username: str) -> str:
    """Greet a group that the bot was added to, and say how to address it there."""
    return ("Halo, Ibu/Bapak! Saya TiruBot: bertanyalah kepada saya tentang upaya daerah menurunkan stunting dan siapa "
            f"belajar dari siapa. Di grup, tulis /tanya@{username} lalu pertanyaannya, atau balas pesan saya. "
            "Pesan lain di grup ini tidak saya jawab.")


DESCRIPTION = ("Tanya jawab tentang upaya daerah di Indonesia menurunkan stunting: programnya, angkanya, dan daerah "
               "mana belajar dari daerah mana (studi tiru). Setiap jawaban disertai sumbernya.\n\n"
               "Contoh: program apa di Kutai Kartanegara? Siapa yang belajar ke Sumedang?")
"""Shown by Telegram in an empty chat, above the start button."""
SHORT_DESCRIPTION = "Tanya jawab bersumber tentang program penurunan stunting dan studi tiru antardaerah."
"""Shown on the bot's profile and where its link is shared."""

REFUSED_BY_TELEGRAM = ("Galat: Telegram menolak token bot. Periksa telegram.token di config.yaml (atau "
                       "TELEGRAM_BOT_TOKEN): salin lagi dari @BotFather. Bila memakai server Bot API sendiri, "
                       "periksa juga telegram.api_base_url.")
USED_TWICE = ("Galat: token bot ini sedang dipakai proses lain, jadi bot ini berhenti. Hentikan TiruBot yang "
              "satunya, atau minta token baru dari @BotFather, lalu jalankan lagi.")

SENT_AGAIN = "(Mungkin jawaban ini sudah Ibu/Bapak terima. Saya kirim lagi karena tadi ada gangguan.)"
LATE_BEGINNING = "Maaf, Ibu/Bapak, saya sempat tidak dapat menjawab. Ini pesan yang belum saya jawab:"
LATE_END = "Bila masih diperlukan, silakan kirim lagi pertanyaannya; kini saya siap menjawab."


def late_more(count: int) -> str:
    """Say how many more messages there are than are shown."""
    return f"dan {count} pesan lain"
