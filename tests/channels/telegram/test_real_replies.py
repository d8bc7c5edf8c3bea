"""Everything that the real knowledge base can say, as Telegram would get it, and every button of it.

One walk: from the commands through every page of /daftar and every button of every answer, and beside it every kind of
question about every entry. What the walk meets is checked against Telegram's rules by the strict fake's own parser.
"""

import asyncio
import itertools

import pytest
from telegram.constants import MessageLimit

from bot.assistant import Assistant
from bot.channels.telegram.catalogue import OPEN, TURN, Catalogue
from bot.channels.telegram.commands import COMMANDS, Call
from bot.channels.telegram.keyboards import MORE, OPINIONS
from bot.channels.telegram.outgoing import Outgoing, Whole, lay_out
from bot.channels.telegram.render import caption
from bot.channels.telegram.sharing import SHARE, share_link
from bot.knowledge.intent_ids import INTENT_IDS
from bot.knowledge.loader import load
from bot.knowledge.location import default_path
from bot.understanding.conversation import Conversation
from bot.understanding.interpretation import encode
from tests.fake_bot_api.rules import Refusal, check_keyboard, check_text

MOST_PARTS = 2
"""An answer of more messages than this is more than anyone reads on a telephone."""
MOST_TAPS = 5


class Walk:
    """All messages met, by the data of the button (or the command) that leads to each."""

    def __init__(self, assistant):
        self.assistant = assistant
        self.catalogue = Catalogue(assistant)
        self.met = {}

    async def answer(self, data):
        """What a press of some data shows; None where it leads nowhere."""
        if data.startswith((TURN, OPEN)):
            return await self.catalogue.page(data[len(TURN):], Conversation())
        if data.startswith(SHARE):
            return share_link(self.assistant, "TiruUjiBot", data.removeprefix(SHARE))
        if not self.assistant.leads_somewhere(data):
            return None
        return lay_out(await self.assistant.follow(data, Conversation()))

    async def command(self, command, argument=""):
        made = await command.action(Call(self.assistant, self.catalogue, "TiruUjiBot", argument, Conversation()))
        return made if isinstance(made, Outgoing) else lay_out(made)

    async def go_on(self):
        """Press every button of everything met, and of what that shows, until there is nothing new."""
        waiting = list(self.met.values())
        while waiting:
            for data in buttons(waiting.pop()):
                if data not in self.met and data != MORE.link and data not in OPINIONS:
                    self.met[data] = await self.answer(data)
                    if self.met[data] is not None:
                        waiting.append(self.met[data])

    async def taps(self, first):
        """Fewest presses from a message to each thing that can be shown."""
        reached, edge = {}, [first]
        for tap in itertools.count(1):
            fresh = {data for message in edge for data in buttons(message)} - set(reached)
            fresh -= {MORE.link, *OPINIONS}
            if not fresh:
                break
            reached |= dict.fromkeys(fresh, tap)
            edge = [self.met[data] for data in fresh]
        return reached


def buttons(outgoing):
    """The data of all buttons, of the beginning and of the whole."""
    keyboards = [outgoing.keyboard, Whole.unpacked(outgoing.rest).keyboard if outgoing.rest else None]
    return [key.callback_data for keyboard in keyboards if keyboard for row in keyboard.inline_keyboard
            for key in row if key.callback_data]


def faults(outgoing):
    """What Telegram would refuse of a message, and what nobody would read."""
    whole = Whole.unpacked(outgoing.rest) if outgoing.rest else None
    parts = list(outgoing.parts) + (list(whole.parts) if whole else [])
    try:
        for part in parts:
            _, entities = check_text({"text": part, "parse_mode": "HTML"})
            if len(entities) > MessageLimit.MESSAGE_ENTITIES:
                yield f"{len(entities)} entities"
        below = caption(outgoing.reply) if outgoing.reply.picture or outgoing.reply.brief else None
        if below:
            check_text({"caption": below, "parse_mode": "HTML"}, "caption", MessageLimit.CAPTION_LENGTH)
        for keyboard in (outgoing.keyboard, whole and whole.keyboard):
            check_keyboard(keyboard.to_dict() if keyboard else None)
    except Refusal as refusal:
        yield refusal.description
    if max(len(outgoing.parts), len(whole.parts) if whole else 0) > MOST_PARTS:
        yield "more messages than anyone reads"


@pytest.fixture(scope="module")
def assistant():
    return Assistant(load(default_path()))


@pytest.fixture(scope="module")
def walk(assistant):
    return asyncio.run(walked(assistant))


async def walked(assistant):
    walk, knowledge = Walk(assistant), assistant.knowledge
    for command in (command for command in COMMANDS if not command.for_admins_only):
        walk.met[f"/{command.name}"] = await walk.command(command)
    codes = [code.replace(".", "") for code in knowledge.regions]
    visits = [visit.id for visit in knowledge.visits]
    asked = [encode(intent, subject) for intent in sorted(INTENT_IDS) for subject in (
        knowledge.programs if intent.startswith("program_") else
        [*codes, *visits] if intent.startswith("visit_") else codes)]
    shared = [SHARE + link for link in ("", *knowledge.programs, *knowledge.topics, *codes)]
    for data in [*sorted(INTENT_IDS), *knowledge.programs, *knowledge.topics, *codes, *visits, *asked, *shared]:
        walk.met[data] = await walk.answer(data)
    await walk.go_on()
    return walk


def test_the_walk_met_everything(walk):
    assert len(walk.met) > 10_000
    assert {"d:", "d:p:64", "d:s:1", "raga-pantas", "prevalence--6402", "/bagikan", "b:raga-pantas"} <= set(walk.met)


def test_telegram_takes_every_message(walk):
    problems = [f"{data}: {fault}" for data, outgoing in walk.met.items() if outgoing for fault in faults(outgoing)]
    assert problems == []


def test_every_button_leads_somewhere(walk):
    offered = {data for outgoing in walk.met.values() if outgoing for data in buttons(outgoing)}
    assert [data for data in offered if data not in OPINIONS and data != MORE.link and walk.met[data] is None] == []


def test_every_button_fits(walk):
    assert [data for data in walk.met if len(data.encode()) > 64 and not data.startswith("/")] == []


@pytest.mark.parametrize("first", ["/daftar", "/start"])
async def test_everything_is_at_most_five_taps_away(walk, first):
    knowledge = walk.assistant.knowledge
    taps = await walk.taps(walk.met[first])
    codes = [code.replace(".", "") for code in knowledge.regions if code != "00"]
    wanted = [*knowledge.programs, *knowledge.topics, *(visit.id for visit in knowledge.visits),
              *(f"d:r:{code}" for code in codes)]
    assert {data: taps.get(data) for data in wanted if taps.get(data, 99) > MOST_TAPS} == {}
    further = {data for name in wanted for data in buttons(walk.met[name])} - {MORE.link, *OPINIONS}
    assert {data: taps.get(data) for data in further if taps.get(data, 99) > MOST_TAPS} == {}


def test_every_page_has_a_way_back(walk):
    pages = [data for data in walk.met if data.startswith(TURN) and data != TURN]
    assert len(pages) > 600
    assert [data for data in pages if TURN not in buttons(walk.met[data])] == []
