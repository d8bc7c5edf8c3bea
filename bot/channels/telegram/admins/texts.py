"""What the bot says to admins."""

from __future__ import annotations

from datetime import datetime

from bot.upkeep.grouping import Group

STATUS = {"no_data": "belum ada datanya", "unknown": "dikira di luar bidang"}
ADMINS_ONLY = "Ini hanya untuk pengelola bot."
PRIVATE_ONLY = "Demi keamanan, ini hanya bisa di obrolan pribadi dengan saya."
OLD_STEP = "Tombol ini dari langkah yang sudah lewat. Kirim /antrean untuk melihat yang sekarang."
GONE = "Pertanyaan itu sudah tidak ada di antrean."
FAILED = ("Maaf, langkah ini belum dapat disimpan karena ada gangguan pada basis data. Ulangi sebentar lagi, "
          "Ibu/Bapak: yang sudah tersimpan tidak hilang dan tidak diterbitkan dua kali.")

EMPTY_QUEUE = "Tidak ada pertanyaan yang menunggu jawaban. Terima kasih, Ibu/Bapak!"
QUEUE = "Pertanyaan yang menunggu jawaban"
QUEUE_HOW = "Tekan nomornya untuk menjawab."
ANSWER, LINK, IGNORE, TELL_NOW, BACK = "Jawab", "Sudah ada", "Abaikan", "Beri tahu penanya", "‹ Antrean"
PUBLISH, CHANGE_ANSWER, CHANGE_ENTRY, CANCEL, APPLY = "Terbitkan", "Ubah jawaban", "Ganti tempat", "Batal", "Terapkan"
NEW_EDUCATION, NEW_POLICY = "Topik baru: edukasi", "Topik baru: kebijakan"
ACCEPT, DECLINE = "Terima", "Tolak"
IGNORED = "Pertanyaan itu ditutup dan tidak ditampilkan lagi."
ANSWERED_BY_NOW = "Pertanyaan ini sekarang sudah terjawab dari isi pengetahuan:"

ASK_ANSWER = ("Tulis jawabannya dalam satu pesan: kalimat pertama langsung menjawab, kalimat lain masing-masing di "
              "baris sendiri. Untuk berhenti kapan saja: /batal")
ASK_SOURCE = ("Dari mana jawaban itu? Tulis penerbitnya, lalu bila ada judul, tanggal, dan alamat webnya, dipisahkan "
              "koma. Misalnya: Dinas Kesehatan Kota Bogor, Laporan Stunting, Maret 2025, https://…")
ASK_ENTRY = ("Di mana jawaban ini disimpan? Pilih program, daerah, atau topik yang sudah ada, atau jadikan topik baru. "
             "Yang belum ada di sini: ketik namanya.")
ASK_LINK = ("Pertanyaan ini sama dengan yang mana? Ia akan ditambahkan sebagai contoh. Yang belum ada di sini: ketik "
            "dengan kata-kata lain.")
NOTHING_FOUND = "Tidak ada yang cocok dengan itu. Ketik nama lain, atau pilih yang di bawah."
TOO_LONG = "Jawaban itu terlalu panjang. Paling banyak 3.000 huruf; kirim lagi yang lebih pendek."
PREVIEW = "Beginilah bot akan menjawab:"
NOT_REACHED = ("Perhatian: pertanyaan ini nanti masih dijawab lain. Pilih tempat lain dengan “Ganti tempat”, misalnya "
               "topik baru.")
NO_CHANGE = "Tidak ada yang berubah."
CANCELLED = "Dibatalkan. Tidak ada yang berubah."
NOTHING_TO_CANCEL = "Tidak ada yang sedang dikerjakan."
NO_EDITS = "Pesan yang diubah tidak saya baca ulang. Kirim sebagai pesan baru, Ibu/Bapak."
WARNINGS = "Yang perlu dilihat"
ERRORS = "Belum dapat dipakai"

EXPORT_CAPTION = ("Seluruh isi pengetahuan. Sunting berkas di dalamnya, lalu kirim berkas .yaml itu (atau zip-nya) ke "
                  "sini: saya periksa dulu sebelum dipakai.")
DIFFERENCE = "Yang berubah"
CHANGED_MEANWHILE = "Isi pengetahuan sudah berubah sejak berkas ini saya periksa. Lihat sekali lagi sebelum diterapkan:"
TOO_LARGE = "Berkas itu terlalu besar untuk diambil dari Telegram; paling besar 20 MB."
NOT_FETCHED = "Berkas itu belum dapat diambil dari Telegram. Kirim lagi sebentar lagi, Ibu/Bapak."
NO_SUGGESTIONS = ("Belum ada saran sebutan. Saran muncul bila beberapa orang memilih tombol yang sama untuk kata yang "
                  "sama.")
SETTLED = "Saran itu sudah diputuskan."
DECLINED = "Saran itu tidak akan ditawarkan lagi."

FILE_FAILED = "Berkasnya belum dapat dikirim. Silakan coba lagi sebentar lagi, Ibu/Bapak."
VERSIONS = "Perubahan terakhir lewat Telegram"
KEPT = "Versi yang tersimpan"
ROLL_BACK = "Kembali ke salah satunya, di komputer bot: python -m bot rollback lalu awal nama versinya."
ACTIONS = {"answer": "jawaban", "example": "contoh pertanyaan", "file": "berkas", "alias": "sebutan"}


def listed(number: int, group: Group) -> str:
    """A line of the queue."""
    question = group.first
    return (f"{number}. “{short(question.example)}” ({group.times}× ditanyakan, terakhir {day(group.last_asked)}, "
            f"{STATUS.get(question.status, question.status)})")


def card(group: Group) -> tuple[str, ...]:
    """What is known of a question."""
    question = group.first
    about = [*question.regions, *question.programs]
    others = [f"juga ditulis: “{short(other.example)}”" for other in group.questions[1:5]]
    return (f"“{question.example}”",
            f"{group.times}× ditanyakan, pertama {day(min(q.first_asked for q in group.questions))}, terakhir "
            f"{day(group.last_asked)}",
            f"sekarang: {STATUS.get(question.status, question.status)}"
            + (f", tentang {', '.join(about)}" if about else ""),
            *others, f"{group.people} orang menunggu kabar")


def published(version: str, people: int) -> str:
    """Say that an answer is out."""
    told = f" {people} penanya diberi tahu." if people else " Tidak ada penanya yang perlu diberi tahu."
    return f"Sudah terbit (versi {version}).{told}"


def told_now(people: int) -> str:
    """Say that askers are told of what is answered already."""
    return f"{people} penanya diberi tahu." if people else "Tidak ada penanya yang perlu diberi tahu."


def applied(version: str) -> str:
    """Say that a sent file is in use."""
    return f"Sudah dipakai (versi {version}). Kembali ke isi sebelumnya: python -m bot rollback"


def suggested(alias: str, name: str, times: int) -> str:
    """Offer an alias."""
    return f"{times}× orang menulis “{alias}” lalu memilih {name}. Jadikan “{alias}” sebutan untuk {name}?"


def learned(alias: str, name: str) -> str:
    """Say that an alias is known now."""
    return f"“{alias}” sekarang dikenal sebagai {name}."


def not_written(reason: str) -> str:
    """Say that the knowledge folder takes no edits."""
    return (f"Isi pengetahuan tidak dapat ditulis di folder bot ({reason}). Minta petugas TI memeriksa izin foldernya. "
            "Tidak ada yang berubah.")


def serving(version: str, since: datetime | None) -> str:
    """Say which version answers."""
    return f"Versi yang dipakai: {version}" + (f", sejak {moment(since)}." if since else ".")


def refused(problems: int) -> str:
    """Say that an edit of the files is not in use, before the problems."""
    return (f"Suntingan di folder pengetahuan belum dapat dipakai: {problems} galat. Bot tetap menjawab dengan isi "
            "yang terakhir baik. Perbaiki baris ini, lalu simpan:")


def mended(version: str) -> str:
    """Say that what was wrong is right now."""
    return f"Folder pengetahuan sudah baik lagi dan dipakai (versi {version}). Terima kasih, Ibu/Bapak."


def answer_found(asked_at: datetime, question: str) -> str:
    """Tell somebody who had asked in vain, before the answer."""
    return f"Pertanyaan Ibu/Bapak tanggal {day(asked_at)} sudah ada jawabannya:\n“{short(question)}”"


def day(moment: datetime) -> str:
    """Write a day as people say it: `3-6-2026`."""
    local = moment.astimezone()
    return f"{local.day}-{local.month}-{local.year}"


def moment(time: datetime) -> str:
    """Write a moment as people say it: `3-6-2026 14.05`."""
    return f"{day(time)} {time.astimezone():%H.%M}"


def short(text: str, most: int = 160) -> str:
    """Cut a text that somebody typed."""
    return text if len(text) <= most else text[:most].rstrip() + "…"
