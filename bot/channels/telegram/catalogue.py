"""/daftar: everything that can be asked, reached with buttons alone; turning a page edits the message.

    daftar ─┬─ pulau ── provinsi ── daerah ── its programmes, figures, visits
            ├─ program A–Z ── huruf ── program
            ├─ tema ── program
            ├─ tanya jawab ── kelompok ── topik
            └─ studi tiru ── kunjungan

Islands stand on the first page and all regions of a province on one, so that whatever there is, and what is offered
below it, lies at most five presses from /start.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.answering.reply import Block, Button, Reply, Status
from bot.assistant import Assistant
from bot.channels.telegram import texts
from bot.channels.telegram.keyboards import MORE, Row, Rows, key, markup, rows_of
from bot.channels.telegram.outgoing import Outgoing, Whole
from bot.channels.telegram.pages import Paged
from bot.channels.telegram.render import preview, render
from bot.knowledge.model import NATION, KnowledgeBase, Program, Region, Visit
from bot.understanding.conversation import Conversation

TURN, OPEN = "d:", "D:"
"""Beginnings of a press's data: a page in place of the message pressed, and a page in a message of its own."""
INTENT = "daftar"
_BACK = "‹ "
_OTHER_LETTER = "0"
"""Stands for names that begin with a number."""


class Catalogue:
    """The pages, made from the knowledge base when they are asked for."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._pages: dict[str, Callable[[Sequence[str]], Outgoing]] = {
            "w": self._island, "p": self._province, "a": self._letters, "t": self._themes, "q": self._questions,
            "s": self._visits}

    async def page(self, path: str, conversation: Conversation) -> Outgoing | None:
        """Make the page that a path leads to; None where there is none (any more).

        Args:
            path: what a press's data holds behind `TURN` or `OPEN`.
            conversation: of whoever turns the page; opening a region makes it the subject.
        """
        kind, *rest = path.split(":")
        try:
            if kind == "r":
                [code] = rest
                return await self._region(code, conversation)
            return self._pages[kind](rest) if kind else self._first()
        except (KeyError, ValueError, TypeError):
            # a path of an older version, or to an entry that has been taken out since
            return None

    @property
    def _knowledge(self) -> KnowledgeBase:
        return self._assistant.knowledge

    def _first(self) -> Outgoing:
        regions = self._knowledge.regions.values()
        islands = [Button(name, f"{TURN}w:{digits}") for digits, name in texts.ISLANDS.items()
                   if any(region.is_province and region.code[0] in digits for region in regions)]
        others = [Button(texts.ALL_PROGRAMS, f"{TURN}a"), Button(texts.THEMES, f"{TURN}t"),
                  Button(texts.TOPICS, f"{TURN}q"), Button(texts.VISITS, f"{TURN}s:1")]
        return _page(texts.CATALOGUE, texts.CATALOGUE_HOW, [*rows_of(islands), *rows_of(others)])

    def _island(self, rest: Sequence[str]) -> Outgoing:
        [digits] = rest
        provinces = [Button(region.name, f"{TURN}p:{region.code}") for region in self._knowledge.regions.values()
                     if region.is_province and region.code[0] in digits]
        return _page(texts.ISLANDS[digits], texts.CHOOSE_PROVINCE, [*rows_of(provinces), _way_back()])

    def _province(self, rest: Sequence[str]) -> Outgoing:
        """All regions of a province, 38 at most: whoever looks for hers need not guess the page."""
        # buttons of earlier versions named a page as well
        code, *_ = rest
        province = self._knowledge.regions[code]
        whole = Button(f"Provinsi {province.name}", f"{TURN}r:{code}")
        regions = [Button(self._region_label(region), f"{TURN}r:{region.code.replace('.', '')}")
                   for region in sorted(self._knowledge.regions_in.get(code, ()), key=lambda region: region.name)]
        island = next(digits for digits in texts.ISLANDS if code[0] in digits)
        return _page(province.name, texts.CHOOSE_REGION, [
            *rows_of([whole]), *rows_of(regions), _way_back(texts.ISLANDS[island], f"{TURN}w:{island}")])

    async def _region(self, code: str, conversation: Conversation) -> Outgoing | None:
        """A region's card in place of the list, with its programmes, and the way back to the page it was on."""
        dotted = f"{code[:2]}.{code[2:]}" if len(code) > 2 else code
        region = self._knowledge.regions[dotted]
        reply = await self._assistant.follow(code, conversation)
        programs = self._knowledge.programs_of.get(dotted, ())
        offers = [button for button in reply.buttons if not button.link.startswith("programs_of_region")]
        rows = [*rows_of([Button(program.name, program.id) for program in programs]), *rows_of(offers),
                self._back_to_province(region)]
        beginning = preview(reply)
        parts = render(reply)
        shown = replace(reply, buttons=())
        if beginning is None:
            return Outgoing(shown, tuple(parts), markup(rows))
        return Outgoing(shown, (beginning,), markup([[key(MORE)], *rows]), Whole(tuple(parts), rows).packed)

    def _back_to_province(self, region: Region) -> Row:
        province = region.province_code
        if province not in self._knowledge.regions or region.code == NATION:
            return _way_back()
        return _way_back(self._knowledge.regions[province].name, f"{TURN}p:{province}")

    def _letters(self, rest: Sequence[str]) -> Outgoing:
        by_letter: dict[str, list[Program]] = {}
        for program in sorted(self._knowledge.programs.values(), key=lambda p: p.name.casefold()):
            by_letter.setdefault(_letter(program.name), []).append(program)
        if not rest:
            letters = [key(Button(texts.NUMBERS if letter == _OTHER_LETTER else letter, f"{TURN}a:{letter}:1"))
                       for letter in sorted(by_letter)]
            rows = [letters[start:start + 6] for start in range(0, len(letters), 6)]
            return _page(texts.ALL_PROGRAMS, texts.CHOOSE_LETTER, [*rows, _way_back()])
        letter, number = rest
        paged = Paged(self._programs(by_letter[letter]), int(number), f"{TURN}a:{letter}")
        return _listed(f"{texts.ALL_PROGRAMS}: {letter}", texts.CHOOSE_PROGRAM, paged,
                       _way_back(texts.ALL_PROGRAMS, f"{TURN}a"))

    def _themes(self, rest: Sequence[str]) -> Outgoing:
        having = self._knowledge.programs_with
        if not rest:
            themes = [Button(f"{theme.name} ({len(having[theme.id])})", f"{TURN}t:{theme.id}:1")
                      for theme in self._knowledge.themes.values() if theme.id in having]
            return _page(texts.THEMES, texts.CHOOSE_THEME, [*rows_of(themes), _way_back()])
        theme_id, number = rest
        paged = Paged(self._programs(having[theme_id]), int(number), f"{TURN}t:{theme_id}")
        return _listed(self._knowledge.themes[theme_id].name, texts.CHOOSE_PROGRAM, paged,
                       _way_back(texts.THEMES, f"{TURN}t"))

    def _questions(self, rest: Sequence[str]) -> Outgoing:
        topics = self._knowledge.topics.values()
        if not rest:
            groups = [Button(texts.TOPIC_GROUPS.get(group, group.capitalize()), f"{TURN}q:{group}:1")
                      for group in dict.fromkeys(topic.group for topic in topics)]
            return _page(texts.TOPICS, texts.CHOOSE_GROUP, [*rows_of(groups), _way_back()])
        group, number = rest
        entries = [Button(topic.title, topic.id) for topic in sorted(topics, key=lambda t: t.title.casefold())
                   if topic.group == group]
        if not entries:
            raise KeyError(group)
        return _listed(texts.TOPIC_GROUPS.get(group, group.capitalize()), texts.CHOOSE_TOPIC,
                       Paged(entries, int(number), f"{TURN}q:{group}"), _way_back(texts.TOPICS, f"{TURN}q"))

    def _visits(self, rest: Sequence[str]) -> Outgoing:
        [number] = rest
        newest_first = sorted(self._knowledge.visits, key=lambda visit: visit.date or "", reverse=True)
        entries = [Button(self._visit_label(visit), visit.id) for visit in newest_first]
        return _listed(texts.VISITS, texts.CHOOSE_VISIT, Paged(entries, int(number), f"{TURN}s"), _way_back())

    def _programs(self, programs: Sequence[Program]) -> list[Button]:
        """Programmes as buttons; one whose name another has as well is told apart by its region."""
        times = Counter(program.name for program in self._knowledge.programs.values())
        regions = self._knowledge.regions
        return [Button(f"{program.name} ({regions[program.region].short_name})" if times[program.name] > 1
                       else program.name, program.id) for program in programs]

    def _region_label(self, region: Region) -> str:
        programs = len(self._knowledge.programs_of.get(region.code, ()))
        name = region.name.replace("Kabupaten ", "Kab. ").replace("Administrasi ", "Adm. ")
        return f"{name} ({programs})" if programs else name

    def _visit_label(self, visit: Visit) -> str:
        regions = self._knowledge.regions
        guest = regions[visit.guest].short_name if visit.guest else visit.guest_label or "tamu"
        year = f" ({visit.date[:4]})" if visit.date else ""
        return f"{guest} → {regions[visit.host].short_name}{year}"


def _page(title: str, how: str, rows: Rows) -> Outgoing:
    reply = Reply(Status.ANSWERED, (Block((how,), heading=title),), intent=INTENT)
    return Outgoing(reply, tuple(render(reply)), markup(rows))


def _listed(title: str, how: str, paged: Paged, way_back: Row) -> Outgoing:
    where = texts.page_of(paged.shown, paged.count) if paged.count > 1 else ""
    return _page(title, f"{how}{where}", [*paged.rows, way_back])


def _way_back(title: str | None = None, path: str | None = None) -> Row:
    """The row with the way back: one step, and to the first page."""
    home = key(Button(_BACK + texts.CATALOGUE, TURN))
    return [key(Button(_BACK + title, path)), home] if title and path else [home]


def _letter(name: str) -> str:
    first = name.lstrip("“\"'‘")[:1].upper()
    return first if "A" <= first <= "Z" else _OTHER_LETTER
