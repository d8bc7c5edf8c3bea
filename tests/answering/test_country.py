"""What a visitor to the whole country asks: programmes, awards, themes, rankings, whom to visit, pictures, briefs."""

import asyncio
import random
import re

import pytest

from bot.answering.matchmaker import matches
from bot.answering.measures import latest
from bot.answering.picture import BarChart, LineChart
from bot.answering.reply import Status
from bot.knowledge.model import NATION, Survey
from bot.understanding.conversation import Conversation
from bot.understanding.interpretation import encode

_POINTS = re.compile(r"turun dari ([\d,]+) persen \(SSGI (\d{4})\) menjadi ([\d,]+) persen \(SSGI (\d{4})\), "
                     r"turun ([\d,]+)")


def number(text):
    return float(text.replace(",", "."))


def test_every_program_is_found_by_its_name_and_every_alias(assistant, shipped_knowledge):
    lost = []
    for program in shipped_knowledge.programs.values():
        for name in (program.name, *program.aliases):
            reading = assistant.interpreter.read(f"apa itu program {name}", Conversation().focus)
            if program.id not in reading.programs:
                lost.append((program.id, name))
    assert lost == []


def test_every_program_is_listed_under_its_region(replies, shipped_knowledge):
    lost = [p.id for p in shipped_knowledge.programs.values() if p.about_stunting
            and p.id not in replies[encode("programs_of_region", p.region)].programs]
    assert lost == []


def test_every_visit_is_told_from_both_sides(replies, shipped_knowledge):
    regions = shipped_knowledge.regions
    for visit in shipped_knowledge.visits:
        if visit.guest:
            assert regions[visit.host].name in replies[encode("visit_destination", visit.guest)].text, visit.id
            reply = replies[encode("visit_guests", visit.host)]
            assert regions[visit.guest].name in reply.regions, visit.id


def test_every_alias_of_a_region_finds_it(assistant, shipped_knowledge):
    lost = []
    for region in shipped_knowledge.regions.values():
        for alias in (region.name, *region.aliases):
            places = assistant.interpreter.read(f"angka stunting di {alias}", Conversation().focus).places
            if not any(region.code in place.codes for place in places) and region.code != NATION:
                lost.append((region.code, alias))
    assert lost == []


def test_one_typing_error_in_a_longer_name_is_forgiven(assistant, shipped_knowledge):
    chance = random.Random(72)
    names = [(r.code, r.short_name) for r in shipped_knowledge.regions.values()
             if len(r.short_name) >= 6 and r.code != NATION]
    found = 0
    for code, name in names:
        place = chance.randrange(1, len(name))
        kind = chance.choice(("drop", "swap", "wrong"))
        letters = list(name.casefold())
        if kind == "drop":
            del letters[place]
        elif kind == "swap" and place + 1 < len(letters):
            letters[place], letters[place + 1] = letters[place + 1], letters[place]
        else:
            letters[place] = chance.choice("aiueonrstl")
        kind_of = "kota" if shipped_knowledge.regions[code].is_city else "kabupaten"
        text = f"angka stunting {'' if len(code) == 2 else kind_of} {''.join(letters)} berapa"
        places = assistant.interpreter.read(text, Conversation().focus).places
        found += any(code in p.codes for p in places)
    assert found >= 0.95 * len(names)


@pytest.mark.parametrize("code", ["33.25", "74.14", "32.76", "64.74", "53.02", "11.17"])
def test_the_matchmaker_keeps_its_rule(assistant, shipped_knowledge, code):
    desk, home = assistant.mind._desk, shipped_knowledge.regions[code]
    level = latest(home).percent
    found = matches(desk, home, level)
    assert 3 <= len(found) <= 5
    for match in found:
        assert match.region.code != code
        assert match.region.is_city == home.is_city
        assert {match.start.survey, match.now.survey} == {Survey.SSGI}
        assert match.start.year < match.now.year
        assert match.fall > 2
        assert desk.knowledge.programs_of[match.region.code]
    assert [m.worth for m in found] == sorted((m.worth for m in found), reverse=True)


def test_the_matchmaker_tells_its_reasons(ask):
    reply = ask("kami kabupaten Batang 21,7 persen, sebaiknya belajar ke mana?")
    assert reply.intent == "recommend"
    assert reply.regions[0] == "Kabupaten Batang"
    assert 3 <= len(reply.regions) - 1 <= 5
    falls = _POINTS.findall(reply.text)
    assert len(falls) == len(reply.regions) - 1
    for old, year, new, later, points in falls:
        assert int(year) < int(later)
        assert number(points) == pytest.approx(number(old) - number(new))
    assert "belum tentu karena program" in reply.text
    assert reply.sources


@pytest.mark.parametrize(("question", "theme"), [
    ("inovasi orang tua asuh", "asuh"), ("program yang pakai aplikasi daerah mana", "aplikasi"),
    ("inovasi untuk calon pengantin", "pengantin"), ("daerah mana yang punya program sanitasi", "sanitasi"),
])
def test_programs_are_found_by_theme(ask, question, theme):
    reply = ask(question)
    assert reply.status is Status.ANSWERED
    assert theme in reply.text.casefold()
    assert len(reply.programs) >= 3


def test_a_theme_can_be_asked_of_one_province(ask, shipped_knowledge):
    reply = ask("program orang tua asuh di jawa tengah apa saja")
    names = {r.name for r in shipped_knowledge.regions.values() if r.province_code == "33"}
    assert reply.programs
    assert set(reply.regions) <= names


def test_a_province_lists_the_programs_of_its_regions(ask):
    reply = ask("program stunting apa saja di jawa timur")
    assert re.match(r"Ada \d+ program stunting yang tercatat di Provinsi Jawa Timur, di \d+ daerah:", reply.text)
    assert "Kota Surabaya: " in reply.text


def test_awards_belong_to_who_received_them(ask):
    reply = ask("penghargaan apa yang diterima kota surabaya")
    assert reply.intent == "awards"
    assert reply.text.startswith("Ada ")
    assert reply.sources


def test_the_most_visited_host_leads(ask, shipped_knowledge):
    reply = ask("daerah mana yang paling sering dikunjungi untuk belajar")
    most = max(shipped_knowledge.visits_to, key=lambda code: len(shipped_knowledge.visits_to[code]))
    assert shipped_knowledge.regions[most].name in reply.blocks[0].text


def test_a_ranking_can_be_of_a_province_and_a_year(ask):
    reply = ask("kabupaten stunting tertinggi di Sultra 2024")
    assert reply.blocks[0].text.startswith("Menurut SSGI 2024, di antara kabupaten di Provinsi Sulawesi Tenggara")


def test_a_figure_is_set_beside_province_and_nation(ask):
    first = ask("angka stunting kukar dibanding provinsi dan nasional").blocks[0].text
    assert "di bawah Provinsi Kalimantan Timur (22,3 persen)" in first
    assert "di bawah Indonesia (19,8 persen)" in first


def test_a_chart_is_made_only_where_it_is_asked_for(ask):
    assert ask("angka stunting kukar").picture is None
    drawn = ask("grafik angka stunting kukar").picture
    assert isinstance(drawn, LineChart)
    assert [line.label for line in drawn.lines] == ["Kabupaten Kutai Kartanegara", "Provinsi Kalimantan Timur",
                                                    "Indonesia"]
    assert "CC BY-NC 4.0" in drawn.credit


def test_papua_before_the_split_is_not_joined_to_papua_after_it(replies):
    line = replies[encode("chart", "91")].picture.lines[0]
    assert {p.year: p.joined for p in line.points} == {2021: False, 2022: False, 2023: True}
    assert "Dari 2021" not in replies[encode("prevalence", "91")].text


def test_a_ranking_chart_of_many_regions_shows_both_ends(replies):
    chart = replies[encode("ranking_chart", "35")].picture
    assert isinstance(chart, BarChart)
    assert (len(chart.bars), chart.gap) == (20, 10)
    assert "10 tertinggi dan 10 terendah" in chart.title


def test_every_chart_names_survey_year_and_publisher(replies):
    charts = [r.picture for r in replies.values() if r.picture]
    assert len(charts) > 300
    for chart in charts:
        assert chart.credit
        shown = chart.title if isinstance(chart, BarChart) else " ".join(
            f"{p.survey} {p.year}" for line in chart.lines for p in line.points)
        assert re.search(r"(SSGI|SKI) \d{4}", shown)


def test_a_region_has_one_card_with_ways_deeper(assistant):
    reply = asyncio.run(assistant.follow("3211", Conversation()))
    labels = [button.label for button in reply.buttons]
    assert {"Angka stunting", "Grafiknya", "Siapa belajar ke sini?", "Ringkasan (PDF)"} <= set(labels)


def test_a_brief_tells_all_parts_that_are_known(ask):
    brief = ask("buatkan ringkasan pdf raga pantas").brief
    headings = [section.heading for section in brief.sections]
    assert headings[:2] == ["Apa itu", "Sejak kapan"]
    assert "Siapa yang sudah mempelajarinya" in headings
    assert brief.sources


def test_no_statement_of_a_program_credits_it_with_the_regions_figure(shipped_knowledge):
    claims = re.compile(r"(berkat|karena) (program|inovasi) ini|prevalensi stunting .* turun (dari|menjadi)",
                        re.IGNORECASE)
    named = re.compile(r"[Mm]enurut|menulis|menyebut|disebut|mencatat|melaporkan|klaim")
    wrong = [(p.id, s.text) for p in shipped_knowledge.programs.values() for s in p.statements
             if claims.search(s.text) and not named.search(s.text)]
    assert wrong == []
