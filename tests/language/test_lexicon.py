"""Reading words: abbreviations, endings, spelling and concepts, with a vocabulary that fits on a page."""

import pytest

from bot.knowledge.model import LanguageData
from bot.language.lexicon import WORDING, Lexicon
from bot.language.tokens import tokenise


@pytest.fixture(scope="module")
def lexicon():
    return Lexicon(LanguageData(
        abbreviations={"yg": "yang", "brp": "berapa", "dmn": "di mana", "gmn": "bagaimana", "prog": "program"},
        concepts={
            "stunting": ("stunting", "kerdil", "anak pendek", "gagal tumbuh"),
            "program": ("program", "inovasi", "gerakan"),
            "posyandu": ("posyandu",),
            "tambah": ("makanan tambahan",),
            "makanan": ("makanan",),
            "turun": ("penurunan", "menurun"),
        },
        filler=frozenset({"yang", "dong", "itu", "di", "ya"}),
        common=frozenset({"makan", "malam", "pendek", "anak", "berapa", "mana"}),
    ), ["kunjungan belajar ke kabupaten lain", "kunjungan itu kapan"])


def texts(lexicon, message):
    return [word.text for word in lexicon.read(tokenise(message))]


def features(lexicon, message):
    """What is compared, without the wording of the concepts."""
    return [f for f in lexicon.features_of(message) if not f.startswith(WORDING)]


@pytest.mark.parametrize(("message", "expected"), [
    ("yg brp", ["yang", "berapa"]),
    ("dmn prog", ["di", "mana", "program"]),
    ("DMN?", ["di", "mana"]),
])
def test_abbreviations_become_standard_words(lexicon, message, expected):
    assert texts(lexicon, message) == expected


def test_words_of_one_abbreviation_know_their_token(lexicon):
    read = lexicon.read(tokenise("yg dmn"))
    assert [(word.text, word.token) for word in read] == [("yang", 0), ("di", 1), ("mana", 1)]


@pytest.mark.parametrize("typed", ["stuntingnya", "stuntinge", "stuntingkah", "stuntingna"])
def test_endings_of_everyday_speech_fall_away(lexicon, typed):
    assert features(lexicon, typed) == ["#stunting"]


def test_an_abbreviation_may_carry_an_ending(lexicon):
    assert texts(lexicon, "prognya") == ["program"]


@pytest.mark.parametrize("typed", ["stun ting", "stunt ing", "posyan du"])
def test_a_space_that_fell_into_a_word_is_closed(lexicon, typed):
    assert texts(lexicon, typed) == [typed.replace(" ", "")]


def test_a_comma_keeps_words_apart(lexicon):
    assert "stunting" not in texts(lexicon, "stun, ting")


@pytest.mark.parametrize(("typed", "meant"), [
    ("stnting", "stunting"), ("stuntign", "stunting"), ("sttunting", "stunting"), ("posyamdu", "posyandu"),
    ("progam", "program"), ("kunjugan", "kunjungan"),
])
def test_misspelt_words_are_corrected(lexicon, typed, meant):
    (word,) = lexicon.read(tokenise(typed))
    assert (word.text, word.known) == (meant, True)


@pytest.mark.parametrize("real", ["makan", "malam", "pendek", "kapal", "pendekar", "turunan", "mobil", "kunjung"])
def test_real_words_are_never_corrected(lexicon, real):
    assert texts(lexicon, real) == [real]
    assert lexicon.is_real(real)


@pytest.mark.parametrize("short", ["xy", "brq", "ygg"])
def test_short_words_are_never_corrected(lexicon, short):
    assert texts(lexicon, short) == [short]


def test_what_is_no_word_stays_and_counts_as_unknown(lexicon):
    (word,) = lexicon.read(tokenise("qwzxkv"))
    assert (word.text, word.known) == ("qwzxkv", False)
    assert not lexicon.is_real("qwzxkv")


@pytest.mark.parametrize("message", ["anak pendek", "kerdil", "gagal tumbuh", "stunting", "Stunting!!"])
def test_every_wording_gives_its_concept(lexicon, message):
    assert features(lexicon, message) == ["#stunting"]


def test_a_concepts_own_word_and_another_wording_differ_in_the_wording_only(lexicon):
    assert lexicon.features_of("stunting") == ("#stunting",)
    assert lexicon.features_of("anak pendek") == ("#stunting", WORDING + "pendek")


def test_the_longest_phrase_wins(lexicon):
    assert features(lexicon, "makanan tambahan") == ["#tambah"]
    assert features(lexicon, "makanan") == ["#makanan"]


def test_a_piece_of_a_phrase_is_not_the_phrase(lexicon):
    assert "#stunting" not in features(lexicon, "anak makan malam")
    assert "#stunting" not in features(lexicon, "gagal")


def test_wordings_are_found_in_other_inflections(lexicon):
    assert features(lexicon, "menurunkan") == features(lexicon, "penurunan") == ["#turun"]


def test_a_phrase_keeps_its_place_among_other_words(lexicon):
    assert features(lexicon, "kunjungan gerakan anak pendek dong") == ["kunjung", "#program", "#stunting"]


def test_filler_says_nothing_beside_other_words(lexicon):
    assert features(lexicon, "program yang itu dong ya") == ["#program"]


def test_a_message_of_filler_alone_still_has_features(lexicon):
    assert lexicon.features_of("itu dong") == ("itu", "dong")


def test_numbers_are_no_features(lexicon):
    assert features(lexicon, "stunting 36,8 2024") == ["#stunting"]


def test_no_words_no_features(lexicon):
    assert lexicon.features_of("") == lexicon.features_of("?! 👍") == ()


@pytest.mark.parametrize(("word", "known"), [("program", True), ("programnya", True), ("kabupaten", True),
                                             ("qwzxkv", False)])
def test_the_vocabulary_knows_its_words_and_their_endings(lexicon, word, known):
    assert lexicon.knows(word) is known


@pytest.mark.parametrize(("first", "second"), [
    ("berapa angka stunting kukar", "brp angka stuntingnya kukar"),
    ("apa itu stunting", "Apa itu stuntting??"),
    ("anak kerdil di depok", "anak kerdil d depok"),
    ("bagaimana cara mencegah stunting", "gmn cara mencegah stunting"),
    ("program apa yang dijalankan", "program apa yg dijalankan"),
    ("posyandu buka kapan", "posiandu buka kpn"),
])
def test_the_shipped_words_read_everyday_typing_like_standard_typing(assistant, first, second):
    read = assistant.interpreter.reader.lexicon.features_of
    assert read(first) == read(second)


def test_the_shipped_abbreviations_are_not_abbreviated_themselves(shipped_knowledge):
    """A word on the right that is a key on the left again would be left half-way."""
    language = shipped_knowledge.language
    halfway = {key: value for key, value in language.abbreviations.items()
               if any(language.abbreviations.get(word, word) != word for word in value.split())}
    assert halfway == {}
