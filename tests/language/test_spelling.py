"""Looking up misspelt words."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.spelling import SpellingIndex, allowed_errors

WORDS = ("posyandu", "stunting", "program", "kabupaten", "prevalensi", "kunjungan", "imunisasi", "puskesmas",
         "kehamilan", "bulanan")
"""Words of six letters or more that lie far apart."""
INDEX = SpellingIndex([*WORDS, "asi", "gizi", "kota"])


def found(word):
    return [name for _, name in INDEX.nearest(word)]


@st.composite
def one_error(draw):
    """A word and the same word with one letter changed, added, left out, or swapped with its neighbour."""
    word = draw(st.sampled_from(WORDS))
    spot = draw(st.integers(0, len(word) - 1))
    letter = draw(st.sampled_from(string.ascii_lowercase))
    kind = draw(st.sampled_from(["changed", "added", "missing", "swapped"]))
    if kind == "changed":
        return word, word[:spot] + letter + word[spot + 1:]
    if kind == "added":
        return word, word[:spot] + letter + word[spot:]
    if kind == "missing":
        return word, word[:spot] + word[spot + 1:]
    spot = min(spot, len(word) - 2)
    return word, word[:spot] + word[spot + 1] + word[spot] + word[spot + 2:]


@settings(derandomize=True)
@given(one_error())
def test_any_one_letter_error_in_a_long_word_is_found(pair):
    word, typed = pair
    assert found(typed) == [word]


@settings(derandomize=True)
@given(st.sampled_from(WORDS), st.text(string.ascii_lowercase, min_size=3, max_size=3))
def test_what_is_found_is_never_farther_than_two_errors(word, noise):
    for errors, name in INDEX.nearest(word[:4] + noise + word[5:]):
        assert errors <= 2
        assert abs(len(name) - len(word[:4] + noise + word[5:])) <= errors


@settings(derandomize=True)
@given(st.text(string.ascii_lowercase, max_size=12))
def test_all_that_is_found_is_equally_near_and_in_a_stable_order(typed):
    nearest = INDEX.nearest(typed)
    assert len({errors for errors, _ in nearest}) <= 1
    assert nearest == sorted(nearest) == INDEX.nearest(typed)


def test_a_word_that_is_known_is_its_own_nearest():
    assert [INDEX.nearest(word) for word in WORDS] == [[(0, word)] for word in WORDS]


@pytest.mark.parametrize("typed", ["psynd", "stnng", "abcdefgh", "kabatn", "prvlns"])
def test_too_many_errors_find_nothing(typed):
    assert found(typed) == []


def test_two_errors_are_forgiven_in_words_of_eight_letters():
    assert found("posyanud") == found("pasyandi") == ["posyandu"]


def test_two_errors_are_not_forgiven_in_shorter_words():
    assert found("pragrem") == []
    assert found("pragram") == ["program"]


@pytest.mark.parametrize("typed", ["as", "asa", "ais", "giz", "asii"])
def test_words_of_three_letters_are_never_corrected(typed):
    assert "asi" not in found(typed)


@pytest.mark.parametrize(("word", "errors"), [("asi", 0), ("gizi", 1), ("program", 1), ("posyandu", 2)])
def test_longer_words_may_hold_more_errors(word, errors):
    assert allowed_errors(word) == errors


def test_fewer_errors_can_be_asked_for():
    assert INDEX.nearest("pasyandi", 1) == []
    assert INDEX.nearest("posyandi", 1) == [(1, "posyandu")]


def test_all_words_equally_near_are_named():
    index = SpellingIndex(["buton", "butun"])
    assert index.nearest("butan") == [(1, "buton"), (1, "butun")]
