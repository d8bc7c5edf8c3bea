"""Personal data by its form: masked before it is stored, and only that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.reply import Block, Reply, Status
from bot.storage.log import ConversationLog, LogEntry
from bot.storage.personal import blunted, find, hidden_in, masked
from tests.databases import rows


@pytest.mark.parametrize(("text", "hidden"), [
    ("NIK saya 3276051234567890", "NIK saya [NIK]"),
    ("NIK 3276 0512 3456 7890 ya", "NIK [NIK] ya"),
    ("hp 081234567890", "hp [telepon]"),
    ("wa +62 812-3456-7890.", "wa [telepon]."),
    ("(021) 5551234 kantor", "[telepon] kantor"),
    ("0812.3456.7890", "[telepon]"),
    ("hub 0812 3456 7890 / 0813 9876 5432", "hub [telepon] / [telepon]"),
    ("email ibu.ani+posyandu@desa.go.id dong", "email [email] dong"),
    ("rek 1234567890123", "rek [angka]"),
    ("bpjs0001234567890x", "bpjs[angka]x"),
    ("０８１２３４５６７８９０", "[telepon]"), ("٠٨١٢٣٤٥٦٧٨٩٠", "[telepon]"),
    ("08\u200b1234\u200b567\u200b890", "[telepon]"),
    ("angka stunting 2022 2023 2024 berapa", None),
    ("dari 2018-2021-2024", None),
    ("anggaran Rp1.250.000.000 untuk 40 desa", None),
    ("tanggal 12-03-2024 sampai 14-03-2024", None),
    ("2024-03-12", None),
    ("21,6 persen dari 1250 balita, 17,3 tahun 2023", None),
    ("kode 64.02 dan 32.76", None),
    ("Perpres 72/2021", None),
    ("@TiruBot apa kabar", None),
])
def test_what_is_masked_and_what_is_left(text, hidden):
    assert masked(text) == (text if hidden is None else hidden)
    assert masked(masked(text)) == masked(text)


@given(st.text(st.sampled_from("0123456789 .-@a/+()é𝟎\U00010400\u200b"), max_size=60))
def test_blunting_keeps_the_length_and_leaves_nothing(text):
    blunt = blunted(text)
    assert len(blunt.encode("utf-16-le")) == len(text.encode("utf-16-le"))
    for piece in find(text):
        kept = [letter for letter in text[piece.start:piece.end] if letter.isdecimal() and letter != "0"]
        assert not kept or text[piece.start:piece.end] not in blunt
    assert bool(find(blunt)) == bool(find(text))


def test_a_reply_is_masked_where_it_repeats_the_question_and_nowhere_else():
    reply = "Anda menulis 0812-3456-7890. Hubungi puskesmas di 0541-123456789."
    assert hidden_in(reply, "nomor saya 0812-3456-7890") == (
        "Anda menulis [telepon]. Hubungi puskesmas di 0541-123456789.")


async def test_no_channel_stores_them(url, tmp_path):
    reply = Reply(Status.NO_DATA, (Block(("Belum ada tentang 081234567890.",)),), "x")
    async with await ConversationLog.open(url, tmp_path / "kunci") as log:
        await log.record(LogEntry("terminal", "private", "1", "cek 081234567890 a@b.id", reply, 1.0, "v"))
    assert "081234567890" not in str(rows(url, "message")) + str(rows(url, "open_question"))
    assert rows(url, "message")[0]["question"] == "cek [telepon] [email]"
    assert rows(url, "open_question")[0]["example"] == "cek [telepon] [email]"
