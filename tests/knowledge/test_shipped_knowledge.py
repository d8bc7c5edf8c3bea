"""The knowledge base that is shipped."""

from __future__ import annotations

import pytest

from bot.knowledge.loader import check, load
from bot.knowledge.location import default_path
from bot.knowledge.model import NATION, KnowledgeBase, Survey
from bot.knowledge.problems import has_errors


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return load(default_path())


def test_nothing_is_wrong() -> None:
    problems = check(default_path())
    assert not has_errors(problems), "\n".join(map(str, problems))


def test_every_region_of_the_country_is_there(knowledge: KnowledgeBase) -> None:
    regions = knowledge.regions.values()
    assert sum(region.is_province for region in regions) == 38
    assert sum(len(region.code) > 2 for region in regions) == 514
    assert sum(region.is_city for region in regions) == 98
    assert len(knowledge.regions) == 553
    assert all(region.province_code in knowledge.regions for region in regions)


def test_a_city_is_what_its_code_says(knowledge: KnowledgeBase) -> None:
    for region in knowledge.regions.values():
        if len(region.code) > 2:
            assert region.name.startswith("Kota ") == region.is_city, region.name
            assert region.name.startswith(("Kota ", "Kabupaten ")), region.name


@pytest.mark.parametrize(("year", "survey", "provinces", "regions"), [
    (2021, Survey.SSGI, 34, 514),
    (2022, Survey.SSGI, 34, 368),
    (2023, Survey.SKI, 38, 64),
    (2024, Survey.SSGI, 35, 514),
])
def test_every_figure_is_there(
    knowledge: KnowledgeBase, year: int, survey: Survey, provinces: int, regions: int,
) -> None:
    known = [region for region in knowledge.regions.values()
             if any(figure.year == year and figure.survey is survey for figure in region.figures)]
    assert sum(region.code == NATION for region in known) == 1
    assert sum(region.is_province for region in known) >= provinces
    assert sum(len(region.code) > 2 for region in known) >= regions


@pytest.mark.parametrize(("code", "expected"), [
    (NATION, {2021: 24.4, 2022: 21.6, 2023: 21.5, 2024: 19.8}),
    ("35.78", {2021: 28.9, 2022: 4.8, 2024: 8.5}),
    ("74.14", {2021: 42.7, 2022: 41.6, 2024: 31.8}),
    ("64.02", {2021: 26.4, 2022: 27.1, 2023: 17.6, 2024: 14.3}),
    ("33.25", {2021: 21.7, 2022: 23.5, 2024: 20.7}),
    ("32.11", {2021: 22.0, 2022: 27.6, 2023: 14.4, 2024: 17.0}),
    ("64.74", {2021: 26.3, 2022: 21.0, 2023: 27.4, 2024: 20.7}),
])
def test_known_figures(knowledge: KnowledgeBase, code: str, expected: dict[int, float]) -> None:
    figures = {(f.year, f.percent) for f in knowledge.regions[code].figures if f.survey.is_survey}
    assert set(expected.items()) <= figures


@pytest.mark.parametrize(("code", "year", "words"), [
    ("53", 2022, "perkiraan model"), ("91", 2021, "sebelum dimekarkan"), ("92", 2022, "sebelum dimekarkan"),
    ("64.08", 2024, "20,6"),
])
def test_doubtful_figures_say_so(knowledge: KnowledgeBase, code: str, year: int, words: str) -> None:
    figure = next(f for f in knowledge.regions[code].figures if f.year == year)
    assert words in (figure.note or "")


def test_the_compilation_is_credited(knowledge: KnowledgeBase) -> None:
    credited = [figure for region in knowledge.regions.values() for figure in region.figures
                if figure.source.publisher.startswith("BRIN")]
    assert len(credited) >= 487
    for figure in credited:
        assert "Prasetyo, Aini, Bahagijo, Rossinda" in figure.source.publisher
        assert figure.source.date == "2026"
        assert "CC BY-NC 4.0" in (figure.source.note or "")
        assert "kompilasi" in (figure.source.note or "")


def test_no_source_points_at_a_copy(knowledge: KnowledgeBase) -> None:
    addresses = {figure.source.address for region in knowledge.regions.values() for figure in region.figures}
    assert len(addresses) > 50
    assert not [address for address in addresses if address and "github" in address]
