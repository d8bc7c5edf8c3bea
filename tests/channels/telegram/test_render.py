"""From replies to Telegram's HTML, within its limits."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.reply import Block, Button, Reply, Status
from bot.channels.telegram.keyboards import markup, rows_of
from bot.channels.telegram.render import PART_LENGTH, SHOWN_WHOLE, caption, preview, render, telegram_length
from bot.knowledge.model import Source
from tests.fake_bot_api.rules import check_keyboard, parse_html, utf16


def reply(*blocks, **parts):
    return Reply(Status.ANSWERED, blocks, **parts)


def seen(parts):
    return [parse_html(part)[0] for part in parts]


def test_heading_bullets_and_sources():
    blocks = (Block(("Ada dua program.",)), Block(("Satu", "Dua"), heading="Program", bullets=True))
    sources = (Source("Sultratop.com", date="2024-07-03"), Source("BPS", title="Tabel", address="https://bps.go.id/?a&b"))
    assert render(reply(*blocks, sources=sources)) == [
        "Ada dua program.\n\n<b>Program</b>\n• Satu\n• Dua\n\n<b>Sumber:</b>\n<blockquote expandable>"
        '• Sultratop.com, 3 Juli 2024\n'
        '• <a href="https://bps.go.id/?a&amp;b">“Tabel”, BPS, tanpa tanggal</a></blockquote>']


@pytest.mark.parametrize("address", ["bps.go.id", "javascript:x", "https://a b", 'https://a"b'])
def test_address_that_is_no_link_breaks_nothing(address):
    text, entities = parse_html(render(reply(Block(("a",)), sources=(Source("BPS", address=address),)))[0])
    assert text == "a\n\nSumber:\n• BPS, tanpa tanggal"
    assert all(entity.get("url", address) == address for entity in entities)


def test_signs_of_html_are_shown_literally():
    text = "Bayi dengan LiLA <5 cm & berat >2 kg, \"kurus\" <b>"
    assert seen(render(reply(Block((text,), heading="A & <B>")))) == [f"A & <B>\n{text}"]


def test_break_falls_between_blocks():
    blocks = [Block((letter * 1200,), heading=f"Bagian {letter}") for letter in "abcde"]
    assert seen(render(reply(*blocks))) == [
        "\n\n".join(block.text for block in blocks[:2]), "\n\n".join(block.text for block in blocks[2:4]),
        blocks[4].text]


def test_long_block_breaks_between_lines_and_names_its_heading_once():
    lines = tuple(f"{number} {'x' * 600}" for number in range(9))
    first, second = seen(render(reply(Block(lines, heading="Langkah", bullets=True))))
    assert first.startswith("Langkah\n• 0 ") and second.startswith("• 5 ")


def test_length_is_counted_in_utf16_units():
    assert telegram_length("a\N{BABY}") == 3
    babies = Block(("\N{BABY}" * (PART_LENGTH // 2),))
    assert len(render(reply(babies))) == 1
    assert len(render(reply(babies, Block(("a",))))) == 2


@settings(max_examples=40)
@given(st.lists(st.tuples(
    st.lists(st.text(st.sampled_from("ab <&>\"\N{BABY}é"), max_size=30).flatmap(
        lambda text: st.sampled_from([text, text * 40, text * 400])), min_size=1, max_size=6),
    st.booleans(), st.sampled_from([None, "Judul <1> & 2"])), min_size=1, max_size=6))
def test_nothing_is_lost_and_every_part_fits(made):
    blocks = [Block(tuple(lines), heading, bullets) for lines, bullets, heading in made]
    parts = seen(render(reply(*blocks)))
    assert all(utf16(part) <= PART_LENGTH for part in parts)
    words = "".join("".join(block.text.split()) for block in blocks).replace("•", "")
    assert "".join("".join(part.split()) for part in parts).replace("•", "") == words


def test_keyboard_pairs_short_labels_and_keeps_the_links():
    labels = ["Depok", "Kukar", "Kabupaten Kutai Kartanegara", "Batang", "Sumedang", "Buton"]
    made = markup(rows_of([Button(label, f"{number}-{'d' * 62}") for number, label in enumerate(labels)]))
    assert [[key.text for key in row] for row in made.inline_keyboard] == [
        ["Depok", "Kukar"], ["Kabupaten Kutai Kartanegara"], ["Batang", "Sumedang"], ["Buton"]]
    assert check_keyboard(made.to_dict())


def test_no_buttons_no_keyboard():
    assert markup([]) is None


def test_short_reply_has_no_preview():
    short = reply(Block(("a" * 400,)), Block(("b" * 400,)), sources=(Source("x" * 500),))
    assert preview(short) is None


def test_preview_is_the_first_blocks_and_the_first_lines_of_a_list():
    lines = tuple(f"{number}{'b' * 150}" for number in range(9))
    text, entities = parse_html(preview(reply(
        Block(("Jawabannya.",)), Block(lines, "Langkah", bullets=True), Block(("nanti",)), sources=(Source("BPS"),))))
    assert text.startswith("Jawabannya.\n\nLangkah\n• 0bbb")
    assert "• 3bbb" in text and "• 4bbb" not in text and "nanti" not in text
    assert text.endswith("Sumber:\n• BPS, tanpa tanggal")
    assert [entity["type"] for entity in entities][-1] == "expandable_blockquote"


def test_preview_never_tears_a_paragraph_and_never_shows_a_lone_line_of_a_list():
    for block in (Block(("b" * 900,)), Block(("b" * 500, "c" * 500), bullets=True)):
        assert parse_html(preview(reply(Block(("Jawabannya.",)), block)))[0] == "Jawabannya."


def test_long_first_block_is_shown_whole():
    assert preview(reply(Block(("a" * (SHOWN_WHOLE + 1),)))) is None


def test_preview_with_many_sources_fits():
    sources = tuple(Source(f"{number} {'x' * 200}") for number in range(40))
    text = parse_html(preview(reply(Block(("a",)), Block(("b" * 1000,)), sources=sources)))[0]
    assert utf16(text) <= PART_LENGTH and text.count("xxx") > 10


@pytest.mark.parametrize(("length", "fits"), [(1024, True), (1025, False)])
def test_caption_fits_or_is_none(length, fits):
    made = caption(reply(Block(("<" * (length - 20),)), Block(("b" * 18,))))
    assert (made is not None) is fits
    assert not fits or utf16(parse_html(made)[0]) == length
