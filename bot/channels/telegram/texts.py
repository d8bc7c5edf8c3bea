"""What the channel itself says, beside the assistant's replies: things that only exist on Telegram."""

from __future__ import annotations

from collections.abc import Mapping

TEXT_ONLY = ("Maaf, saya baru bisa membaca tulisan, belum foto, suara, stiker, atau kontak. "
             "Silakan ketik pertanyaannya, Ibu/Bapak, misalnya: program apa di Depok?")
UNKNOWN_COMMAND = "Perintah itu belum saya kenal."
SEE_HELP = "Ketik /bantuan untuk melihat apa saja yang bisa ditanyakan."
ASK_HOW = "Tuliskan pertanyaannya di belakang perintah, Ibu/Bapak, misalnya: /tanya program apa di Depok?"
APOLOGY = "Maaf, ada gangguan di pihak kami. Silakan coba lagi sebentar lagi, Ibu/Bapak."
COMMANDS_HEADING = "Perintah"
TOO_FAST = ("Pelan-pelan ya, Ibu/Bapak: pertanyaannya datang terlalu cepat. "
            "Tunggu sebentar, sekitar satu menit, lalu silakan bertanya lagi.")
FILE_FAILED = "Maaf, berkasnya sedang tidak dapat dibuat. Silakan coba lagi nanti, Ibu/Bapak."

# what is shown for a moment over the chat when a button is pressed
OLD_BUTTON = "Tombol ini sudah tidak berlaku. Ketik /start untuk mulai lagi."
OLD_ANSWER = "Jawaban ini sudah terlalu lama. Silakan tanyakan lagi."
ALREADY_WHOLE = "Jawaban ini sudah lengkap."
THANKS = "Terima kasih, pendapat Ibu/Bapak sudah dicatat."
NOT_NOTED = "Maaf, pendapat Ibu/Bapak belum dapat dicatat."

SORRY_MISREAD = ("Maaf, saya salah menangkap maksud Ibu/Bapak. Coba tulis dengan kata lain, sebutkan nama daerah atau "
                 "programnya, atau pilih salah satu di bawah ini.")

# /daftar
CATALOGUE = "Daftar isi"
CATALOGUE_HOW = "Mau lihat yang mana, Ibu/Bapak? Pilih pulau untuk mencari daerah, atau salah satu daftar di bawahnya."
ISLANDS: Mapping[str, str] = {"12": "Sumatera", "3": "Jawa", "5": "Bali & Nusa Tenggara", "6": "Kalimantan",
                              "7": "Sulawesi", "89": "Maluku & Papua"}
"""By the first digits of Kemendagri's province codes."""
ALL_PROGRAMS = "Program A–Z"
THEMES = "Program per tema"
TOPICS = "Tanya jawab"
VISITS = "Studi tiru"
NUMBERS = "0–9"
TOPIC_GROUPS: Mapping[str, str] = {"edukasi": "Gizi, ibu dan anak", "kebijakan": "Kebijakan dan program nasional"}
CHOOSE_PROVINCE = "Pilih provinsinya."
CHOOSE_REGION = "Pilih daerahnya. Angka dalam kurung: jumlah program yang tercatat."
CHOOSE_LETTER = "Pilih huruf pertama nama programnya."
CHOOSE_PROGRAM = "Pilih programnya; jawabannya muncul di bawah."
CHOOSE_THEME = "Pilih temanya."
CHOOSE_GROUP = "Tentang apa, Ibu/Bapak?"
CHOOSE_TOPIC = "Pilih pertanyaannya; jawabannya muncul di bawah."
CHOOSE_VISIT = "Siapa belajar ke siapa? Pilih kunjungannya; jawabannya muncul di bawah."

# /start, /bagikan and inline cards
START_BUTTONS: tuple[tuple[str, str], ...] = (
    ("Program & angka daerah", ""), ("Program A–Z", "a"), ("Tanya jawab stunting", "q"),
    ("Siapa belajar ke siapa?", "s:1"))
"""What each of the first four buttons reads, and which page of the catalogue it opens."""
BOT_NAME = "TiruBot"
SHARE = "Teruskan tautannya"
SHARE_WHICH = "Tautan mana yang ingin dibagikan, Ibu/Bapak?"
ASK_MORE = "Tanya TiruBot"
HELP = "Cara bertanya"
OPEN_BOT = "Tanya langsung ke TiruBot"
NOT_FOUND = "Tidak ketemu; tanya langsung ke TiruBot"


def nearest_command(name: str) -> str:
    """Say which command may have been meant."""
    return f"{UNKNOWN_COMMAND} Mungkin maksud Ibu/Bapak /{name}?"


def page_of(number: int, count: int) -> str:
    """Say which page is shown, behind a sentence."""
    return f" (Halaman {number} dari {count}.)"


def shared(title: str, address: str) -> tuple[str, str]:
    """Say what a link leads to, and what the picture is for."""
    return (f"Tautan ke {title}: {address}",
            "Kirim tautan ini lewat WhatsApp atau Telegram, atau cetak gambarnya untuk ditempel di posyandu. "
            "Siapa pun yang memindainya langsung melihat jawabannya.")


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
