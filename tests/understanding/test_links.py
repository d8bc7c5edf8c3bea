"""Links of buttons and deep links: each says what it opens, fits Telegram, and is read back."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.reply import Status
from bot.knowledge.loader import load
from bot.knowledge.location import default_path
from bot.understanding.conversation import Conversation
from bot.understanding.interpretation import TOPIC, decode, encode

KNOWLEDGE = load(default_path())
INTENTS = sorted({intent.id for intent in KNOWLEDGE.intents})
VISITS = [visit.id for visit in KNOWLEDGE.visits]
_FITS = re.compile(r"[A-Za-z0-9_-]{1,64}")


@pytest.mark.parametrize("intent", [*INTENTS, TOPIC])
def test_every_intent_can_be_linked_with_every_subject(intent):
    for kind, subjects in (("regions", KNOWLEDGE.regions), ("programs", KNOWLEDGE.programs), ("visits", VISITS)):
        for subject in subjects:
            link = encode(intent, subject)
            assert _FITS.fullmatch(link), link
            meaning = decode(link, KNOWLEDGE)
            assert meaning is not None, link
            assert (meaning.intent, getattr(meaning, kind)) == (intent, (subject,)), link


@pytest.mark.parametrize("intent", INTENTS)
def test_every_intent_can_be_linked_alone(intent):
    meaning = decode(encode(intent), KNOWLEDGE)
    assert meaning is not None
    assert (meaning.intent, meaning.regions, meaning.programs, meaning.topic) == (intent, (), (), None)


def test_every_topic_can_be_linked():
    for topic in KNOWLEDGE.topics:
        link = encode(TOPIC, topic)
        assert _FITS.fullmatch(link), link
        meaning = decode(link, KNOWLEDGE)
        assert meaning is not None, link
        assert (meaning.intent, meaning.topic) == (TOPIC, topic)


@pytest.mark.parametrize(("subjects", "intent"), [
    (KNOWLEDGE.regions, "region_profile"), (KNOWLEDGE.programs, "program_definition"), (VISITS, "visit_subjects"),
    (KNOWLEDGE.topics, TOPIC),
], ids=["regions", "programs", "visits", "topics"])
def test_a_bare_subject_opens_its_card(subjects, intent):
    for subject in subjects:
        meaning = decode(subject.replace(".", ""), KNOWLEDGE)
        assert meaning is not None, subject
        assert meaning.intent == intent, subject
        assert subject in {*meaning.regions, *meaning.programs, *meaning.visits, meaning.topic}


def test_no_two_subjects_share_a_link():
    every = [*KNOWLEDGE.regions, *KNOWLEDGE.programs, *VISITS, *KNOWLEDGE.topics, *INTENTS]
    bare = [name.replace(".", "") for name in every]
    assert sorted({n for n in bare if bare.count(n) > 1}) == []


def test_two_regions_to_compare_keep_their_order():
    meaning = decode(encode("compare", "64.02", "32.76"), KNOWLEDGE)
    assert meaning is not None
    assert (meaning.intent, meaning.regions) == ("compare", ("64.02", "32.76"))


@pytest.mark.parametrize("link", [
    "", "--", "tidak-ada", "prevalence--9999", "prevalence--", "prevalence--raga-pantas-x", "xx--6402", "6402x",
    "64020", "64.02.03", "raga pantas", "RAGA-PANTAS", "٦٤٠٢", "😀",
])
def test_an_unknown_link_names_nothing(link):
    assert decode(link, KNOWLEDGE) is None


@pytest.mark.parametrize("link", ["", "tidak-ada", "prevalence--9999", "../../etc/passwd", "😀", "x" * 5000])
async def test_an_unknown_link_gets_the_greeting(assistant, link):
    reply = await assistant.follow(link, Conversation())
    assert (reply.status, reply.intent) == (Status.SMALLTALK, "greet")


@settings(derandomize=True)
@given(st.text(max_size=80) | st.lists(st.sampled_from([*INTENTS[:6], "6402", "3276", "raga-pantas", "x", ""]),
                                       max_size=4).map("--".join))
def test_any_link_is_read_or_refused(link):
    meaning = decode(link, KNOWLEDGE)
    if meaning is not None:
        assert meaning.intent in {*INTENTS, TOPIC}
        assert set(meaning.regions) <= set(KNOWLEDGE.regions)
