"""How a message, as typed on a phone, is split into words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.tokens import MAX_CHARACTERS, Token, has_link, tokenise


def words(message):
    return [token.text for token in tokenise(message)]


def sentences(message):
    """The words of each sentence."""
    found = {}
    for token in tokenise(message):
        found.setdefault(token.sentence, []).append(token.text)
    return list(found.values())


@pytest.mark.parametrize(("message", "expected"), [
    ("Apa itu STUNTING?", ["apa", "itu", "stunting"]),
    ("apa2 saja", ["apa", "saja"]),
    ("anak-anak pendek", ["anak", "pendek"]),
    ("bangeeet mahalll", ["banget", "mahal"]),
    ("tanggal berapaaaaa", ["tanggal", "berapa"]),
    ("saat taat", ["saat", "taat"]),
    ("D'Sunting Menara", ["dsunting", "menara"]),
    ("d’sunting", ["dsunting"]),
    ("d`sunting", ["dsunting"]),
    ("😀 halo 👋🏽", ["halo"]),
    ("café José", ["cafe", "jose"]),
    ("rt/rw", ["rt", "rw"]),
    ("posyandu–puskesmas", ["posyandu", "puskesmas"]),
    ("stunting\tbayi", ["stunting", "bayi"]),
    ("x\x00y", ["x", "y"]),
])
def test_words_are_plain_lower_case_letters(message, expected):
    assert words(message) == expected


@pytest.mark.parametrize(("message", "expected"), [
    ("36,8 persen", ["36,8", "persen"]),
    ("36.8%", ["36,8"]),
    ("3.42", ["3,42"]),
    ("1.500 balita", ["1.500", "balita"]),
    ("usia 6 bulan", ["usia", "6", "bulan"]),
    ("12/7/2024", ["12/7/2024"]),
    ("２０２４", ["2024"]),
])
def test_numbers_keep_a_decimal_comma(message, expected):
    assert words(message) == expected


def test_a_number_repeated_is_kept():
    assert words("2 2 2") == ["2", "2", "2"]


def test_numbers_are_told_from_words():
    assert [token.is_number for token in tokenise("tahun 2024 36,8 persen")] == [False, True, True, False]


@pytest.mark.parametrize("message", ["", "   ", "!!!", "👍👍", "\n\n", "。、"])
def test_a_message_without_letters_has_no_words(message):
    assert tokenise(message) == ()


@pytest.mark.parametrize(("message", "expected"), [
    ("lihat https://contoh.id/berita?x=depok dong", ["lihat", "dong"]),
    ("cek www.kukarkab.go.id/stunting ya", ["cek", "ya"]),
    ("baca detik.com min", ["baca", "min"]),
    ("kirim Undangan.APK ini", ["kirim", "ini"]),
])
def test_links_are_left_out_and_noticed(message, expected):
    assert words(message) == expected
    assert has_link(message)


@pytest.mark.parametrize("message", ["program apa di kukar", "36.8 persen", "kab. batang", "apa itu asi.", "A.Md"])
def test_plain_questions_have_no_link(message):
    assert not has_link(message)


@pytest.mark.parametrize(("message", "broken"), [
    ("Depok, Batang", ["batang"]),
    ("Depok (Sleman) apa", ["sleman", "apa"]),
    ("Depok\nBatang", ["batang"]),
    ("Depok. Batang", ["batang"]),
    ("depok dan batang", []),
    ("kab. kukar", []),
    ("Prov. Bali", []),
    ("dr. Andi", []),
])
def test_a_name_may_not_run_across_a_break(message, broken):
    assert [token.text for token in tokenise(message) if token.after_break] == broken


def test_the_first_word_stands_behind_no_break():
    assert tokenise("... halo")[0] == Token("halo")


@pytest.mark.parametrize(("message", "expected"), [
    ("Saya kader. Program apa di kukar?", [["saya", "kader"], ["program", "apa", "di", "kukar"]]),
    ("Halo! apa kabar", [["halo"], ["apa", "kabar"]]),
    ("satu\ndua;tiga", [["satu"], ["dua"], ["tiga"]]),
    ("di Kab. Batang ada apa", [["di", "kab", "batang", "ada", "apa"]]),
    ("depok, batang, kukar", [["depok", "batang", "kukar"]]),
    ("angka 36.8 persen", [["angka", "36,8", "persen"]]),
])
def test_sentences_end_at_their_marks(message, expected):
    assert sentences(message) == expected


def test_a_very_long_message_is_read_up_to_a_limit():
    assert len(tokenise("kata lain " * 10_000)) <= MAX_CHARACTERS / 4
    assert words("x" * (MAX_CHARACTERS - 6) + " depok batang")[-1] == "depok"


@settings(derandomize=True)
@given(st.text(max_size=300))
def test_any_text_becomes_clean_tokens(message):
    tokens = tokenise(message)
    assert tokens == tokenise(message)
    for token in tokens:
        assert token.text
        assert token.text == token.text.strip().lower()
        assert all(letter.isdigit() or letter in "abcdefghijklmnopqrstuvwxyz.,/" for letter in token.text)
    assert [t.sentence for t in tokens] == sorted(t.sentence for t in tokens)


@settings(derandomize=True)
@given(st.lists(st.sampled_from(["stunting", "kukar", "program", "apa", "36,8", "2024"]), unique=True))
def test_reading_the_words_again_changes_nothing(some):
    assert words(" ".join(words(" ".join(some)))) == some
