"""`yang paling tinggi itu`: one of the regions listed before, picked by its figure, or which of them it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.knowledge.model import KnowledgeBase, Region
from bot.language.tokens import fold

_LOW = "rendah|kecil|sedikit|dikit|bagus|baik|bagusan|cilik|leutik|endek"
_HIGH = "tinggi|besar|gede|banyak|parah|buruk|jelek|luhur|duwur"
_THAT = r"(?:yg|yang|nyang|nu|sing|nan)"
_MOST = rf"(?:(?:paling|plg|lebih|lbh|lbih)\s+|ter?)(?:(?P<low>{_LOW})|{_HIGH})(?:nya)?\b"
_BEFORE = r"(?:terus|trus|trs|lalu|jadi|nah|oh|ok|oke|kalo|kalau|klo)"
_AFTER = r"(?:ya|sih|kak|min|bu|pak|nih|nya|to|teh|dong|itu)"
_PICK = re.compile(
    rf"(?<!mana )(?<!siapa )\b{_THAT}\s+{_MOST}(?:\s+(?:itu|tu|tadi|td|tuh|tsb|tersebut))?"
    rf"(?!\s+(?:{_THAT}\s+)?(?:mana|siapa|endi))(?!\s+(?:se|di|tingkat|secara)\b)(?=\s+\S)")
_WHICH = re.compile(
    rf"^(?:{_BEFORE}\s+)*(?:(?P<first>mana|endi|siapa)\s+)?{_THAT}?\s*{_MOST}(?:\s+(?:itu|tu|tadi))?"
    rf"(?(first)|\s+(?:{_THAT}\s+)?(?:mana|siapa|endi|daerah mana))(?:\s+{_AFTER})*$")
FEW = 4
"""Regions that are set side by side; among more, the country's or the province's ranking is meant."""


def name_extreme(question: str, listed: Sequence[str], knowledge: KnowledgeBase) -> str:
    """Put names where a question picks a region by its figure from those listed last, or asks which of them it is.

    Args:
        question: as typed.
        listed: ids and codes of the last list shown.
        knowledge: the regions with their figures.

    Returns:
        The question with the name in place of the words that pick, or the wish to compare; else as it was.
    """
    regions = [knowledge.regions[code] for code in listed if code in knowledge.regions]
    asked = _WHICH.match(_bare(question))
    if asked and 1 < len(regions) <= FEW:
        lowest = " terendah" if asked.group("low") else ""
        return f"bandingkan {' dan '.join(region.name for region in regions)}{lowest}"
    found = _PICK.search(fold(question)) if len(regions) > 1 else None
    if found is None:
        return question
    years = [_surveys(region) for region in regions]
    shared = set(years[0]).intersection(*years[1:])
    if not shared:
        return question
    newest = max(shared)
    order = sorted(zip(years, regions, strict=True), key=lambda pair: pair[0][newest])
    picked = order[0 if found.group("low") else -1][1]
    text = fold(question)
    return f"{text[:found.start()]}{picked.name}{text[found.end():]}"


def _bare(question: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", fold(question)).split())


def _surveys(region: Region) -> dict[int, float]:
    return {f.year: f.percent for f in region.figures if f.survey.is_survey and f.comparable}
