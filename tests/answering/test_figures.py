"""Figures: the newest survey first, local figures apart, and like compared with like."""

import asyncio
import random
import re
from dataclasses import replace

import pytest

from bot.answering.measures import SMALL_CHANGE
from bot.answering.reply import Status
from bot.assistant import Assistant
from bot.knowledge.model import Statement, Survey
from bot.understanding.conversation import Conversation
from bot.understanding.interpretation import encode

SURVEY_LIST = "Angka survei nasional"
_CHANGE = re.compile(r"Dari (\d{4}) ke (\d{4}) angka surveinya (turun|naik|berubah) ([\d,]+) poin( saja)?")
_COMPARED = re.compile(r"Menurut (SSGI|SKI) (\d{4}), (.+) lebih tinggi: ([\d,]+) persen, "
                       r"sedangkan (.+) ([\d,]+) persen \(selisih ([\d,]+) poin\)")


def written(figure):
    """A figure with its year and survey, as it must stand in a reply."""
    percent = f"{figure.percent:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    if figure.survey.is_survey:
        return f"{percent} persen ({figure.survey} {figure.year}"
    if figure.survey is Survey.WEIGHING:
        return f"{percent} persen (hasil penimbangan setempat {figure.year}"
    return f"{percent} persen ({figure.year}, sumber tidak menyebut surveinya"


@pytest.fixture(scope="module")
def figures(replies, shipped_knowledge):
    """For each region with figures the reply to `prevalence`."""
    return {region: replies[encode("prevalence", code)] for code, region in shipped_knowledge.regions.items()
            if region.figures}


def test_nearly_every_region_has_a_figure(figures, shipped_knowledge):
    assert len(figures) > 0.95 * len(shipped_knowledge.regions)


def test_every_survey_figure_is_told_with_its_year_and_survey(figures):
    assert [(r.name, f) for r, reply in figures.items() for f in r.figures
            if f.survey.is_survey and written(f) not in reply.text] == []


def test_local_figures_are_told_too(figures):
    assert [r.name for r, reply in figures.items() if any(not f.survey.is_survey for f in r.figures)
            and not any(written(f) in reply.text for f in r.figures if not f.survey.is_survey)] == []


def test_every_figure_told_has_its_source(figures):
    assert [(r.name, f) for r, reply in figures.items() for f in r.figures
            if written(f) in reply.text and f.source not in reply.sources] == []


def test_the_newest_survey_leads(figures):
    wrong = []
    for region, reply in figures.items():
        surveys = [f for f in region.figures if f.survey.is_survey]
        newest = max(surveys or region.figures, key=lambda f: f.year)
        if written(newest) not in reply.blocks[0].text or region.name not in reply.blocks[0].text:
            wrong.append(region.name)
    assert wrong == []


def test_local_figures_never_stand_among_the_surveys(figures):
    seen = 0
    for region, reply in figures.items():
        local = [written(f) for f in region.figures if not f.survey.is_survey]
        surveys = [written(f) for f in region.figures if f.survey.is_survey]
        for block in reply.blocks:
            if block.heading == SURVEY_LIST:
                assert not any(figure in block.text for figure in local), region.name
            elif block.heading is not None:
                assert "bukan dari survei nasional" in block.heading
                assert not any(figure in block.text for figure in surveys), region.name
                seen += len(local)
    assert seen > 20


def test_the_change_is_that_between_surveys(figures):
    for region, reply in figures.items():
        change = _CHANGE.search(reply.text)
        if change is None:
            continue
        old, new = ([f.percent for f in region.figures if f.survey.is_survey and f.year == int(year)]
                    for year in change.groups()[:2])
        points = float(change[4].replace(",", "."))
        assert any(abs(abs(a - b) - points) < 0.006 for a in old for b in new), region.name
        way = {"turun": (-1,), "naik": (1,), "berubah": (0,)}[change[3]]
        assert any((b > a) - (b < a) in way for a in old for b in new), region.name
        assert (points <= SMALL_CHANGE) == bool(change[5]), region.name


def test_a_year_asked_for_leads(ask):
    assert "persen (SSGI 2022" in ask("angka stunting depok tahun 2022").blocks[0].text


def test_a_year_without_a_figure_is_said_to_lack_one(ask):
    reply = ask("angka stunting kota depok tahun 2010")
    assert "Belum ada angka tahun 2010 untuk Kota Depok" in reply.text
    assert "SSGI" in reply.text


async def test_the_year_before_is_that_of_the_survey_before(assistant):
    talk = Conversation()
    await assistant.reply("angka stunting kab tebo", talk)
    before = await assistant.reply("terus tahun sebelumnya?", talk)
    assert before.text.startswith("Angka stunting Kabupaten Tebo: 22,7 persen (SKI 2023).")


def test_a_year_without_a_figure_is_on_the_list_of_what_is_missing(ask):
    assert ask("stunting kota bekasi tahun 2015 berapa").status is Status.NO_DATA
    assert ask("stunting kota bekasi tahun 2022 berapa").status is Status.ANSWERED


def test_a_sentence_about_a_year_without_a_figure_answers(shipped_knowledge):
    code, question = "33.12", "angka stunting wonogiri tahun 2025 berapa"
    region = shipped_knowledge.regions[code]
    told = Statement("hasil", "Pada 2025 angka stunting Wonogiri dilaporkan turun lagi.", region.figures[0].source)
    fuller = replace(region, statements=(*region.statements, told))
    for known, status in ((region, Status.NO_DATA), (fuller, Status.ANSWERED)):
        knowledge = replace(shipped_knowledge, regions={**shipped_knowledge.regions, code: known})
        reply = asyncio.run(Assistant(knowledge).reply(question, Conversation()))
        assert reply.status is status and (told.text in reply.text) == (known is fuller)
        assert "Belum ada angka tahun 2025 untuk Kabupaten Wonogiri" in reply.text


def test_a_figure_finds_its_regions(ask):
    reply = ask("36,8 persen itu angka stunting daerah mana")
    assert "Kabupaten Buton Tengah" in reply.regions
    assert all("36,8 persen" in line for line in reply.blocks[1].lines)


def test_a_figure_that_no_region_has_is_not_made_up(ask):
    reply = ask("99,87 persen itu angka stunting daerah mana")
    assert (reply.status, reply.regions) == (Status.NO_DATA, ())
    assert "99,87 persen" in reply.text


def test_comparing_uses_the_newest_survey_of_both(assistant, shipped_knowledge):
    chance = random.Random(5)
    measured = [r for r in shipped_knowledge.regions.values() if len(r.code) > 2 and r.figures]
    for first, second in (chance.sample(measured, 2) for _ in range(60)):
        reply = asyncio.run(assistant.follow(encode("compare", first.code, second.code), Conversation()))
        lead = reply.blocks[0].text
        told = _COMPARED.match(lead)
        shared = ({(f.year, f.survey) for f in first.figures if f.survey.is_survey}
                  & {(f.year, f.survey) for f in second.figures if f.survey.is_survey})
        if not shared:
            assert told is None
            continue
        assert told is not None, lead
        assert (int(told[2]), told[1]) == max(shared)
        high, low = (next(r for r in (first, second) if r.name == name) for name in (told[3], told[5]))
        values = [f.percent for r in (high, low) for f in r.figures if (f.survey, f.year) == (told[1], int(told[2]))]
        assert [float(told[i].replace(",", ".")) for i in (4, 6)] == pytest.approx(values)
        assert values[0] >= values[1]
        assert float(told[7].replace(",", ".")) == pytest.approx(values[0] - values[1], abs=0.006)


def test_equal_figures_are_not_called_higher(assistant, shipped_knowledge):
    of_figure = {}
    for region in shipped_knowledge.regions.values():
        newest = [f.percent for f in region.figures if (f.survey, f.year) == (Survey.SSGI, 2024)]
        if newest and len(region.code) > 2:
            of_figure.setdefault(newest[0], []).append(region.code)
    first, second = next(codes for codes in of_figure.values() if len(codes) > 1)[:2]
    reply = asyncio.run(assistant.follow(encode("compare", first, second), Conversation()))
    assert "SSGI 2024" in reply.blocks[0].text
    assert "lebih tinggi" not in reply.blocks[0].text


def test_a_ranking_is_in_order_and_of_its_province(replies, shipped_knowledge):
    for code in ("32", "64", "74"):
        reply = replies[encode("ranking", code)]
        inside = {region.name for region in shipped_knowledge.regions_in[code]}
        high = next(b for b in reply.blocks if b.heading == "Tertinggi")
        low = next(b for b in reply.blocks if b.heading == "Terendah")
        values = {b.heading: [float(line.split(": ")[1].split()[0].replace(",", ".")) for line in b.lines]
                  for b in (high, low)}
        assert values["Tertinggi"] == sorted(values["Tertinggi"], reverse=True)
        assert values["Terendah"] == sorted(values["Terendah"])
        assert {line.split(": ")[0] for line in (*high.lines, *low.lines)} <= inside
        assert values["Tertinggi"][0] >= values["Terendah"][0]
