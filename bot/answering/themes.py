"""Programs by theme: which theme a question names, and the programs that have it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.desk import Desk, Draft
from bot.answering.subjects import first_of
from bot.knowledge.model import Program, Theme

GENERIC = frozenset({
    "#stunting", "#turun", "#atasi", "#program", "#upaya", "#rekomendasi", "#kunjung", "#belajar", "#semuadaerah",
    "#pemilik", "#kemana", "#daerahlain", "#angka", "#hasil", "#tertinggi", "#terendah", "#guru", "#tamu", "#sejak",
    "apa", "mana", "contoh", "xdaerah", "xprogram", "tinggi", "bantu", "buat", "#arti", "#siapa", "#kapan", "#selain",
})
"""What questions about themes all say; a theme is what they say beside it."""
_OF_ANYTHING = GENERIC | {"#pelaksana", "#opd", "#perpres", "#ciri", "#kunjung", "#anggaran", "#orangtua", "usaha"}
"""Words that name no theme by themselves, whatever tema.yaml says."""
_NAMED, _CITED = 10, 4


def theme_of(features: Sequence[str], desk: Desk) -> Theme | None:
    """Return the theme that the words of a question name most clearly, or None.

    Args:
        features: concepts and stems of the question.
        desk: the knowledge at hand.
    """
    wanted, best, clearest = set(features), None, 0.0
    for theme in desk.knowledge.themes.values():
        for words in desk.theme_words[theme.id]:
            weight = desk.relevance.weight(words)
            if words <= wanted and weight > clearest and not words <= _OF_ANYTHING:
                best, clearest = theme, weight
    return best


def programs_of_theme(theme: Theme, within: Sequence[str], desk: Desk) -> list[Program]:
    """Return the programs of a theme, in some regions or everywhere: those of which most can be told first.

    Args:
        theme: the theme.
        within: codes of regions or provinces; empty: everywhere.
        desk: the knowledge at hand.
    """
    programs = [p for p in desk.knowledge.programs_with.get(theme.id, ())
                if not within or p.region in within or p.region[:2] in within]
    return sorted(programs, key=lambda p: (-desk.depth(p.region) - len(p.statements), p.id))


def others_of_theme(draft: Draft, theme: Theme, programs: Sequence[Program]) -> None:
    """Name further programs of a theme below those that are told."""
    desk = draft.desk
    shown = programs[:_NAMED]
    draft.listing(desk.say("tema_lain", tema=theme.name.lower(), jumlah=len(programs)),
                  [f"{p.name} ({desk.name(p.region)})" for p in shown],
                  [first_of(p).source for p in shown[:_CITED]])
