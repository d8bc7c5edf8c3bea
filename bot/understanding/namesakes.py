"""`kabupatennya?`, `kalau yang timur?`: another region that shares the name of the one spoken of."""

from __future__ import annotations

from bot.knowledge.model import KnowledgeBase, Region
from bot.language.tokens import tokenise

THAT = frozenset({"yg", "yang", "nu", "nyang", "sing", "nan", "ingkang"})
"""Words for `the one which`."""
KINDS = {"kota": True, "pemkot": True, "kab": False, "kabupaten": False, "pemkab": False}
"""The kind of a region as people write it: whether it is a city."""
TURNS = frozenset({"kalau", "kalo", "klo", "kl", "nek", "lamun", "mun", "ari"})
"""Words for `what about`."""
DENYING = frozenset({"bukan", "bkn", "dudu", "sanes", "lain", "sanos"})
"""Words for `not` before a name."""
PARENT = frozenset({"induk", "induknya", "induke"})
"""What people call the region that others were split off from (`Muna induk`)."""
_ITS = {"kotanya": True, "kotane": True, "kabupatennya": False, "kabupatene": False, "kabupatenna": False,
        "kabnya": False}
_LEADS = THAT | TURNS
_NOT = DENYING - {"lain"}
"""Without the one by which another region is meant (`kota lain`)."""


def name_other(question: str, code: str, knowledge: KnowledgeBase) -> str:
    """Put a region's name where a question means a namesake of the region spoken of, or one of its family.

    Args:
        question: as typed; it names no region itself.
        code: of the region spoken of.
        knowledge: the regions.

    Returns:
        The question with the name in place of the words that mean it; as it was where none do.
    """
    words = [token.text for token in tokenise(question)]
    here = knowledge.regions[code]
    by_kind, by_word = _namesakes(here, knowledge), _family(here, knowledge)
    denied: int | None = None
    for place, word in enumerate(words):
        start = place - 1 if place and words[place - 1] in THAT else place
        if word in KINDS and start and words[start - 1] in _NOT:
            denied = start - 1
            continue
        before = words[:place - 1] if place and words[place - 1] == "di" else words[:place]
        said = word in _ITS or not _LEADS.isdisjoint(before[-1:])
        meant = by_kind.get(_ITS.get(word, KINDS.get(word, here.is_city))) or by_word.get(word)
        if said and meant is not None:
            return " ".join([*words[:start if denied is None else denied], meant.name, *words[place + 1:]])
    other = by_kind.get(not here.is_city)
    if denied is None or other is None:
        return question
    return " ".join([*words[:denied], other.name])


def _namesakes(here: Region, knowledge: KnowledgeBase) -> dict[bool, Region]:
    """The kota and the kabupaten of one name, without the region itself."""
    return {region.is_city: region for region in knowledge.regions.values()
            if region.short_name == here.short_name and len(region.code) > 2 and region.is_city != here.is_city}


def _family(here: Region, knowledge: KnowledgeBase) -> dict[str, Region]:
    """The regions named after the same one (Buton, Buton Utara, Buton Selatan), by the word that tells them apart."""
    names = {region.short_name.casefold(): region for region in knowledge.regions.values()
             if not region.is_city and region.is_province == here.is_province}
    own = here.short_name.casefold()
    root = own if any(name.startswith(f"{own} ") for name in names) else own.rpartition(" ")[0]
    if not root:
        return {}
    family = {name.removeprefix(f"{root} "): region for name, region in names.items()
              if name.startswith(f"{root} ") and region != here}
    parent = names.get(root)
    return family | ({word: parent for word in PARENT} if parent and parent != here else {})
