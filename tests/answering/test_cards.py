"""Cards for a few typed letters."""

import pytest


@pytest.mark.parametrize(("typed", "first"), [
    ("kukar", "Kabupaten Kutai Kartanegara"), ("bontng", "Kota Bontang"), ("raga p", "Raga Pantas"),
    ("Geber hebrng", "Geber Hebring"), ("jawa bar", "Provinsi Jawa Barat"), ("mpasi mulai", "Kapan mulai MPASI"),
    ("angka stunting depok", "Kota Depok")])
async def test_likeliest_card_comes_first(assistant, typed, first):
    cards = assistant.cards(typed)
    assert cards[0].title.startswith(first)
    assert len(cards) <= 10
    assert len({card.link for card in cards}) == len(cards)
    assert all(assistant.leads_somewhere(card.link) and card.summary for card in cards)


def test_region_comes_with_its_figure_and_programmes(assistant):
    links = [card.link for card in assistant.cards("kukar")]
    assert links[:2] == ["6402", "prevalence--6402"] and "raga-pantas" in links


def test_nothing_typed_offers_something_of_each_kind(assistant):
    links = {card.link for card in assistant.cards("  ")}
    knowledge = assistant.knowledge
    assert len(links) == 10
    assert links & set(knowledge.programs) and links & set(knowledge.topics) and links & {"3211", "3578"}


@pytest.mark.parametrize("typed", ["zzzz qq", "🙂", "x" * 256, "?!"])
def test_nothing_like_it(assistant, typed):
    assert assistant.cards(typed) == []
