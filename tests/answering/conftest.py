"""Every reply that a button, a deep link or the menu can open."""

import asyncio

import pytest

from bot.understanding.conversation import Conversation
from bot.understanding.interpretation import TOPIC, encode


def links_of(knowledge):
    """Every card of every subject, every intent with every subject that it fits, and every intent alone."""
    kinds = {kind: [i.id for i in knowledge.intents if kind in i.needs] for kind in ("daerah", "program", "kunjungan")}
    with_data = [code for code, region in knowledge.regions.items()
                 if region.statements or code in {*knowledge.programs_of, *knowledge.visits_of, *knowledge.visits_to}]
    visits = [visit.id for visit in knowledge.visits]
    links = [encode(i, c) for c in knowledge.regions for i in ("region_profile", "prevalence", "programs_of_region")]
    links += [encode(i, c) for c in with_data for i in (*kinds["daerah"], *kinds["kunjungan"], *kinds["program"])]
    links += [encode(i, c) for i in ("ranking", "ranking_chart", "most_visited") for c in knowledge.regions
              if len(c) == 2]
    links += [encode("awards", s) for s in (*with_data, *knowledge.programs)]
    links += [encode(i, s) for i in ("recommend", "brief") for s in (*with_data, *knowledge.programs)]
    links += [encode(i, p) for p in knowledge.programs for i in kinds["program"]]
    links += [encode(i, v) for v in visits for i in kinds["kunjungan"]]
    links += [*knowledge.programs, *visits, *knowledge.topics, *(c.replace(".", "") for c in with_data)]
    links += [encode(TOPIC, t) for t in knowledge.topics] + [intent.id for intent in knowledge.intents]
    return list(dict.fromkeys(links))


@pytest.fixture(scope="session")
def replies(assistant, shipped_knowledge):
    """The reply of every link, each in a conversation of its own."""

    async def walk():
        return {link: await assistant.follow(link, Conversation()) for link in links_of(shipped_knowledge)}

    return asyncio.run(walk())


@pytest.fixture
def ask(assistant):
    """Ask one question in a fresh conversation."""

    def reply(question):
        return asyncio.run(assistant.reply(question, Conversation()))

    return reply
