"""`yang paling tinggi itu`: one of the regions listed before, picked by its figure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.knowledge.model import KnowledgeBase, Region
from bot.language.tokens import fold

_LOW = "rendah|kecil|sedikit|dikit|bagus|baik|bagusan|cilik|leutik|endek"
_HIGH = "tinggi|besar|gede|banyak|parah|buruk|jelek|luhur|duwur"
_PICK = re.compile(
    r"(?<!mana )(?<!siapa )\b(?:yg|yang|nyang|nu|sing|nan)\s+(?:paling|plg|lebih|lbh|lbih)\s+"
    rf"(?:(?P<low>{_LOW})|{_HIGH})"
    r"(?:nya)?\b(?:\s+(?:itu|tu|tadi|td|tuh|tsb|tersebut))?(?!\s+(?:mana|siapa|yang mana))(?=\s+\S)")


def name_extreme(question: str, listed: Sequence[str], knowledge: KnowledgeBase) -> str:
    """Put a region's name where a question picks it by its figure from those listed last.

    Args:
        question: as typed.
        listed: ids and codes of the last list shown.
        knowledge: the regions with their figures.

    Returns:
        The question with the name in place of the words that pick; as it was where nothing is picked.
    """
    regions = [knowledge.regions[code] for code in listed if code in knowledge.regions]
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


def _surveys(region: Region) -> dict[int, float]:
    return {f.year: f.percent for f in region.figures if f.survey.is_survey and f.comparable}
