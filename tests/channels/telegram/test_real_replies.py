"""Every entry of the real knowledge base, as Telegram would get it."""

import pytest

from bot.assistant import Assistant
from bot.channels.telegram.render import keyboard, render
from bot.knowledge.loader import load
from bot.knowledge.location import default_path
from tests.fake_bot_api.rules import Refusal, check_keyboard, check_text

MOST_PARTS = 2
"""An answer of more messages than this is more than anyone reads on a telephone."""


@pytest.fixture(scope="module")
def assistant():
    return Assistant(load(default_path()))


async def test_telegram_takes_every_entry_and_its_buttons(assistant):
    knowledge = assistant.knowledge
    codes = [code.replace(".", "") for code in knowledge.regions]
    problems = []
    for link in ["start", "bantuan", "program", "daerah", "sumber", *knowledge.programs, *knowledge.topics, *codes]:
        reply = await assistant.follow(link, assistant.conversation(link))
        parts = render(reply)
        try:
            for part in parts:
                check_text({"text": part, "parse_mode": "HTML"})
            if reply.buttons:
                check_keyboard(keyboard(reply.buttons).to_dict())
        except Refusal as refusal:
            problems.append(f"{link}: {refusal.description}")
        if len(parts) > MOST_PARTS:
            problems.append(f"{link}: {len(parts)} messages")
    assert not problems
