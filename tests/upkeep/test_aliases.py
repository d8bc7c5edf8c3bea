"""What people call a region, learned from the reading that they pressed."""

import pytest

from bot.storage.admins import Pressed
from bot.upkeep.aliases import suggestions
from bot.upkeep.editing import Entry


@pytest.fixture
def mind(assistant):
    return assistant.mind


def pressed(question, link, *chats):
    return [Pressed(number, question, link, chat) for number, chat in enumerate(chats)]


@pytest.mark.parametrize(("question", "link", "alias", "entry", "name"), [
    ("angka stunting butong", "prevalence--7414", "butong", Entry("daerah", "74.14"), "Kabupaten Buton Tengah"),
    ("program stunting di zwollegong apa saja", "programs_of_region--6402", "zwollegong", Entry("daerah", "64.02"),
     "Kabupaten Kutai Kartanegara"),
    ("rapantoso itu program apa", "program_definition--raga-pantas", "rapantoso", Entry("program", "raga-pantas"),
     "Raga Pantas"),
])
def test_a_word_that_several_use_for_what_they_pressed(mind, question, link, alias, entry, name):
    [found] = suggestions(pressed(question, link, "a", "b", "b"), mind)
    assert (found.alias, found.entry, found.name, found.times) == (alias, entry, name, 3)
    assert found.ids == (0, 1, 2)


@pytest.mark.parametrize(("question", "link"), [
    ("angka stunting bogor", "prevalence--3271"),
    ("angka stunting kota bogor", "prevalence--3271"),
    ("program di mana saja", "programs_of_region--6402"),
    ("apa itu zwollegong", "topic--stunting-apa"),
    ("zwollegong", "tidak-ada"),
    ("banding zwollegong", "compare--6402--3276"),
])
def test_what_teaches_no_name(mind, question, link):
    assert suggestions(pressed(question, link, "a", "b"), mind) == []


def test_one_person_alone_teaches_nothing(mind):
    assert suggestions(pressed("program di zwollegong", "programs_of_region--6402", "a", "a"), mind) == []
