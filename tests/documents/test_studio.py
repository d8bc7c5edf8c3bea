"""Charts and briefs as files: made off the event loop, once for each content, complete or not at all."""

import asyncio
import gc
import threading
import warnings
from datetime import date

import pytest

from bot.answering.brief import Brief, Section
from bot.answering.picture import Bar, BarChart, Line, LineChart, Point
from bot.documents import charts, pdf
from bot.documents.studio import Studio
from bot.knowledge.model import Source
from bot.understanding.conversation import Conversation
from bot.understanding.interpretation import encode

DAY = date(2026, 1, 31)
BARS = BarChart("Stunting di Jawa Tengah, SSGI 2024", (Bar("Kabupaten Batang", 20.7), Bar("Kota Tegal", 18.0)), "BRIN")


def size_of(path):
    """Width and height of a PNG file, from its header."""
    head = path.read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    return int.from_bytes(head[16:20]), int.from_bytes(head[20:24])


@pytest.mark.parametrize("picture", [
    BARS,
    BarChart("Dua puluh", tuple(Bar(f"Kabupaten Panjang Sekali Namanya {n}", n) for n in range(1, 21)), "x" * 300,
             Bar("Indonesia", 19.8), 10),
    LineChart("Angka stunting Papua", (
        Line("Provinsi Papua", (Point(2021, 29.5, "SSGI", joined=False), Point(2023, 28.6, "SKI"))),
        Line("Indonesia", (Point(2021, 24.4, "SSGI"), Point(2023, 21.5, "SKI")))), "Kementerian Kesehatan"),
])
async def test_a_picture_fits_a_phone_held_upright(tmp_path, picture):
    width, height = size_of(await Studio(tmp_path).picture(picture))
    assert width == 1080
    assert 400 < height < 2400


async def test_the_same_picture_is_drawn_once_and_another_anew(tmp_path, monkeypatch):
    drawn = []
    real = charts.draw
    monkeypatch.setattr(charts, "draw", lambda picture, path: (drawn.append(picture), real(picture, path)))
    studio = Studio(tmp_path)
    first, second = await asyncio.gather(studio.picture(BARS), studio.picture(BARS))
    again = await Studio(tmp_path).picture(BARS)
    assert first == second == again
    assert len(drawn) == 1
    other = await studio.picture(BarChart("Lain", BARS.bars, BARS.credit))
    assert other != first
    assert len(drawn) == 2


async def test_drawing_leaves_the_event_loop_free(tmp_path, monkeypatch):
    threads = []
    monkeypatch.setattr(charts, "draw", lambda _, path: (threads.append(threading.get_ident()), path.write_bytes(b"x")))
    await Studio(tmp_path).picture(BARS)
    assert threads != [threading.get_ident()]


async def test_a_failed_drawing_leaves_nothing_behind(tmp_path, monkeypatch):
    def fail(picture, path):
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(charts, "draw", fail)
    with pytest.raises(OSError, match="No space"):
        await Studio(tmp_path).picture(BARS)
    assert list(tmp_path.iterdir()) == []


async def test_the_longest_unused_files_go(tmp_path, monkeypatch):
    monkeypatch.setattr(charts, "draw", lambda _, path: path.write_bytes(b"x"))
    monkeypatch.setattr("bot.documents.studio._KEPT", 3)
    studio = Studio(tmp_path)
    paths = [await studio.picture(BarChart(str(n), BARS.bars, "")) for n in range(5)]
    assert paths[-1].exists()
    assert len(list(tmp_path.iterdir())) == 3


def brief(lines):
    source = Source("Koran Desa", "Judul", "2025-01-02", "https://koran.example/a")
    return Brief("Dapur Ceria", "Program Kabupaten Wonosobo", (Section("Apa itu", tuple(lines)),), (source,),
                 "dapur-ceria")


def pages_in(path):
    return path.read_bytes().count(b"/Type /Page\n")


async def test_a_brief_is_a_pdf_with_its_letters_and_links(tmp_path):
    path = await Studio(tmp_path).brief(brief(["Dapur bersama di desa – “bergizi” & < 5 tahun."]), DAY)
    data = path.read_bytes()
    assert path.name.startswith("ringkasan-dapur-ceria-")
    assert data.startswith(b"%PDF")
    assert b"https://koran.example/a" in data
    assert b"DejaVuSans" in data
    assert pages_in(path) == 1


def test_a_long_brief_is_set_smaller_to_stay_within_two_pages(tmp_path):
    lines = [f"Kalimat ke-{n} yang cukup panjang untuk mengisi hampir satu baris di kertas A4." for n in range(70)]
    assert pdf.write(brief(lines), tmp_path / "x.pdf", DAY) == 2


@pytest.mark.parametrize("subjects", [("raga-pantas",), ("35.78",), ("32.11",), ("33",), ("35.78", "32.76")])
async def test_the_briefs_of_the_fullest_subjects_have_at_most_two_pages(assistant, tmp_path, subjects):
    reply = await assistant.follow(encode("brief", *subjects), Conversation())
    assert reply.brief is not None
    assert pdf.write(reply.brief, tmp_path / "x.pdf", DAY) <= 2


def test_a_brief_that_needs_smaller_letters_leaves_no_file_open(tmp_path):
    long = Brief("Panjang", "Kabupaten Batang", (Section("Isi", tuple(f"Baris ke-{n} " * 9 for n in range(60))),), (),
                 "panjang")
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        pages = pdf.write(long, tmp_path / "panjang.pdf", DAY)
        gc.collect()
    assert pages > 1
    assert [str(warning.message) for warning in heard] == []
