"""Which open questions count as one."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.language.tokens import words_in
from bot.storage.open_questions import State, Unanswered
from bot.upkeep.grouping import grouped, telling_words

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def words_of(request):
    return telling_words(request.getfixturevalue("assistant").interpreter.reader.lexicon)


def question(number, text, times=1, regions=(), state=State.OPEN, hours=0):
    return Unanswered(number, text, " ".join(words_in(text)), "unknown", "out_of_scope", regions, (), times, NOON,
                      NOON + timedelta(hours=hours), state, times)


@pytest.mark.parametrize(("one", "other"), [
    ("berapa biaya studi tiru", "biaya studi tiru berapa ya bu?"),
    ("berapa biaya studi tiru", "brp biaya studi tiru"),
    ("dana desa untuk posyandu", "dana desa buat posyandu"),
    ("resep nugget kelor", "resep nuget kelor"),
])
def test_these_are_one(words_of, one, other):
    [group] = grouped([question(1, one), question(2, other)], words_of)
    assert group.ids == (1, 2)


@pytest.mark.parametrize(("one", "other"), [
    ("berapa biaya studi tiru", "berapa lama studi tiru"),
    ("umur berapa anak mulai mpasi", "umur berapa anak mulai jalan"),
    ("cara membuat mpasi telur", "cara membuat mpasi ikan"),
])
def test_these_are_two(words_of, one, other):
    assert len(grouped([question(1, one), question(2, other)], words_of)) == 2


def test_what_is_asked_of_another_region_is_another_question(words_of):
    asked = [question(1, "anggaran stunting", regions=("Kota Depok",)), question(2, "anggaran stunting")]
    assert len(grouped(asked, words_of)) == 2


def test_the_most_asked_come_first_counted_over_all_wordings(words_of):
    asked = [question(1, "berapa lama studi tiru", 3), question(2, "berapa biaya studi tiru", 2),
             question(3, "biaya studi tiru brp", 2, hours=5)]
    groups = grouped(asked, words_of)
    assert [group.ids for group in groups] == [(2, 3), (1,)]
    assert (groups[0].times, groups[0].people, groups[0].last_asked) == (4, 4, NOON + timedelta(hours=5))
    assert groups[0].first.example == "berapa biaya studi tiru"


def test_what_is_like_an_ignored_question_is_not_shown(words_of):
    asked = [question(1, "resep rendang padang", 5, state=State.IGNORED), question(2, "resep rendang padang ya"),
             question(3, "berapa biaya studi tiru")]
    assert [group.ids for group in grouped(asked, words_of)] == [(3,)]
