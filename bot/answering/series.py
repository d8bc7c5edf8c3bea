"""A region's survey figures over the years, beside its province and the nation: in words and as a picture."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.charts import around, line_chart, same_survey
from bot.answering.compare import compare
from bot.answering.desk import Answer, Desk, Draft, joined
from bot.answering.fallback import ask_for_subject, no_data
from bot.answering.measures import change_of, comparable, percent, surveys_of, surveys_since, told
from bot.knowledge.model import NATION, Figure
from bot.understanding.conversation import Focus
from bot.understanding.interpretation import Interpretation


def prevalence_context(question: Interpretation, desk: Desk) -> Answer:
    """Set a region's survey figures beside those of its province and the nation, survey by survey."""
    if not question.regions:
        return ask_for_subject(question, desk, "tanya_daerah_angka")
    code = question.regions[0]
    own = surveys_of(desk.region(code))
    if not own:
        return no_data(question, desk, "angka survei")
    draft = Draft(desk, question)
    others = around(code)
    _lead(draft, code, own[0], others)
    for other in (code, *others):
        figures = surveys_since(desk.region(other), own[-1].year)
        draft.listing(desk.name(other), [told(f) for f in figures], [f.source for f in figures])
    change = change_of(comparable(desk.region(code)))
    if change:
        draft.line(desk.say(change[0], **change[1]))
    draft.line(desk.say("angka_survei_saja"))
    if "#grafik" in question.features:
        draft.picture = line_chart(desk, code)
    draft.offer("Grafiknya", "chart", code)
    draft.offer(f"Program {desk.name(code)}", "programs_of_region", code)
    return draft.answer(regions=(code,), focus=Focus("prevalence", (code,)))


def chart(question: Interpretation, desk: Desk) -> Answer:
    """Draw a region's figures over the years, or two or more regions' side by side."""
    if len(question.regions) > 1:
        return compare(question, desk, drawn=True)
    if not question.regions:
        return ask_for_subject(question, desk, "tanya_daerah_angka")
    code = question.regions[0]
    own = surveys_of(desk.region(code))
    if not own:
        return no_data(question, desk, "angka survei")
    draft = Draft(desk, question)
    draft.picture = line_chart(desk, code)
    beside = [line.label for line in draft.picture.lines[1:]] if draft.picture else []
    words = (desk.say("grafik_daerah_di_samping", daerah=desk.name(code), lain=joined(beside)) if beside
             else desk.say("grafik_daerah", daerah=desk.name(code)))
    draft.line(words, *(f.source for f in own))
    if code != NATION:
        draft.offer("Dibanding provinsi dan nasional", "prevalence_context", code)
    return draft.answer(regions=(code,), focus=Focus("prevalence", (code,)))


def _lead(draft: Draft, code: str, newest: Figure, others: Sequence[str]) -> None:
    """Say first whether the newest figure is above or below the others."""
    desk = draft.desk
    parts = []
    for other in others:
        figure = same_survey(desk, other, newest)
        if figure is not None:
            difference = round(newest.percent - figure.percent, 2)
            word = "sama dengan" if not difference else "di atas" if difference > 0 else "di bawah"
            parts.append(f"{word} {desk.name(other)} ({percent(figure.percent)})")
    key = "angka_banding" if parts else "angka_utama"
    told = f"{percent(newest.percent)} ({newest.survey} {newest.year})"
    values = {"daerah": desk.name(code), "angka": told} | ({"banding": " dan ".join(parts)} if parts else {})
    draft.line(desk.say(key, **values), newest.source)
