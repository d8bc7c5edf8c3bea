"""The one door: any message gets a sound reply, the same every time."""

import asyncio
import json
import os
import subprocess
import sys
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.answering.reply import Reply, Status
from bot.assistant import Assistant
from bot.knowledge.loader import load
from bot.knowledge.location import default_path
from bot.understanding.conversation import Conversation
from bot.understanding.interpretation import decode

KNOWLEDGE = load(default_path())
_LANGUAGE = KNOWLEDGE.language
_WORDS = sorted({
    *_LANGUAGE.abbreviations, *_LANGUAGE.common, *_LANGUAGE.filler,
    *(word for wordings in _LANGUAGE.concepts.values() for phrase in wordings for word in phrase.split()),
    *(name for region in KNOWLEDGE.regions.values() for name in (region.short_name, *region.aliases)),
    *(name for program in KNOWLEDGE.programs.values() for name in (program.name, *program.aliases)),
    *(official.name for visit in KNOWLEDGE.visits for official in visit.officials),
    "?", "!", ".", ",", "1", "2", "9", "2024", "36,8", "2022-07", "kabupaten", "kota", "provinsi", "bukan", "selain",
    "https://contoh.id", "😀",
})
_EXAMPLES = sorted(text for intent in KNOWLEDGE.intents for text in intent.examples)
sayings = st.lists(st.sampled_from(_WORDS), max_size=9).map(" ".join)
messages = st.one_of(st.text(max_size=120), sayings, st.sampled_from(_EXAMPLES),
                     st.tuples(sayings, st.text(max_size=20)).map(" ".join))


def answer(assistant, *turns):
    """Say the turns in a fresh conversation and return the replies."""

    async def talk():
        conversation = Conversation()
        return [await assistant.reply(turn, conversation) for turn in turns]

    return asyncio.run(talk())


def seconds_for(assistant, message):
    """Answer, and return how long it took."""
    begin = time.perf_counter()
    check(answer(assistant, message)[0])
    return time.perf_counter() - begin


def check(reply):
    """What holds of any reply to anything."""
    assert isinstance(reply, Reply)
    assert reply.status in Status
    assert reply.intent
    assert 0 <= reply.confidence <= 1
    assert reply.text.strip()
    assert all(line.strip() for block in reply.blocks for line in block.lines)
    assert "None" not in reply.text
    assert "{" not in reply.text
    assert len(reply.buttons) <= 8
    assert all(decode(button.link, KNOWLEDGE) is not None and len(button.link) <= 64 for button in reply.buttons)
    assert set(reply.programs) <= set(KNOWLEDGE.programs)
    if reply.status is Status.CLARIFY:
        assert reply.buttons
        assert len(reply.buttons) <= 4
    if reply.status in (Status.UNKNOWN, Status.SMALLTALK, Status.CLARIFY):
        assert reply.sources == ()


@settings(max_examples=250, deadline=None, derandomize=True)
@given(messages)
@example("")
@example("\x00\ud800")
@example("kab")
@example("{daerah} {program} {0}")
@example("bukan bukan bukan")
@example("/start")
@example("1" * 400)
def test_any_message_gets_the_same_sound_reply_twice(assistant, message):
    first, second = answer(assistant, message)[0], answer(assistant, message)[0]
    check(first)
    assert first == second


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.lists(st.one_of(messages, st.integers(0, 7)), min_size=2, max_size=6))
def test_any_conversation_of_messages_and_buttons_gets_sound_replies(assistant, turns):
    """A number presses that button of the reply before, if it has one."""

    async def talk():
        conversation, replies = Conversation(), []
        for turn in turns:
            buttons = replies[-1].buttons if replies else ()
            if isinstance(turn, str):
                replies.append(await assistant.reply(turn, conversation))
            elif turn < len(buttons):
                replies.append(await assistant.follow(buttons[turn].link, conversation))
        return replies

    replies = asyncio.run(talk())
    for reply in replies:
        check(reply)
    assert replies == asyncio.run(talk())


@pytest.mark.parametrize("unit", ["stunting ", "a", "kukar, ", "😀", "\n", "'", "di "])
def test_a_message_of_any_length_is_answered_at_once(assistant, unit):
    assert seconds_for(assistant, unit * 20_000 + " depok") < 2


def test_the_longest_message_of_telegram_is_answered_at_once(assistant):
    assert max(seconds_for(assistant, (unit * 4_096)[:4_096]) for unit in ("1.", "a.", "www", "http://")) < 2


def test_points_without_spaces_are_answered_at_once_too(assistant):
    assert seconds_for(assistant, "1." * 5_000) < 0.5


def test_the_statuses_are_those_of_the_json_interface():
    assert {str(status) for status in Status} == {"answered", "no_data", "clarify", "unknown", "smalltalk"}


def test_a_reply_has_what_channels_show(assistant):
    (reply,) = answer(assistant, "program apa di kukar")
    assert reply.status == "answered"
    assert reply.intent == "programs_of_region"
    assert reply.regions == ("Kabupaten Kutai Kartanegara",)
    assert "raga-pantas" in reply.programs
    assert all(source.publisher for source in reply.sources)
    assert any(button.label == "Raga Pantas" for button in reply.buttons)
    assert reply.text == "\n\n".join(block.text for block in reply.blocks)
    assert "Sumber" not in reply.text


@pytest.mark.parametrize(("question", "least"), [("program apa di kukar", 0.8), ("apa itu stunting", 0.8)])
def test_a_plain_question_is_answered_with_confidence(assistant, question, least):
    assert answer(assistant, question)[0].confidence >= least


@pytest.mark.parametrize(("word", "intents"), [
    ("bantuan", {"help"}), ("program", {"about_programs"}), ("daerah", {"about_coverage"}),
    ("sumber", {"about_sources"}),
])
async def test_the_words_of_the_menu_open_their_answers(assistant, word, intents):
    reply = await assistant.follow(word, Conversation())
    assert reply.intent in intents
    check(reply)


@pytest.mark.parametrize(("typed", "link"), [
    ("program apa di kukar", "programs_of_region--6402"), ("angka stunting kota depok", "prevalence--3276"),
    ("apa itu raga pantas", "program_definition--raga-pantas"), ("apa itu stunting", "stunting-apa"),
])
async def test_a_button_and_the_typed_question_give_the_same_kind_of_answer(assistant, typed, link):
    asked = await assistant.reply(typed, Conversation())
    pressed = await assistant.follow(link, Conversation())
    assert (asked.status, asked.intent, asked.regions) == (pressed.status, pressed.intent, pressed.regions)
    assert asked.blocks[0] == pressed.blocks[0]


async def test_questions_of_different_people_may_be_asked_at_the_same_time(assistant):
    questions = ["program apa di kukar", "angka stunting depok", "apa itu stunting", "halo", "cara masak rendang"] * 5
    alone = [answer_ for q in questions for answer_ in [await assistant.reply(q, Conversation())]]
    together = await asyncio.gather(*(assistant.reply(q, Conversation()) for q in questions))
    assert list(together) == alone


async def test_only_the_conversations_used_last_are_kept(assistant, monkeypatch):
    monkeypatch.setattr("bot.assistant._MOST_CONVERSATIONS", 2)
    small = Assistant(KNOWLEDGE)
    first = small.conversation("a")
    small.conversation("b")
    assert small.conversation("a") is first
    small.conversation("c")
    assert small.conversation("a") is first
    small.conversation("d")
    small.conversation("e")
    assert small.conversation("a") is not first


_ASKED = [
    "program bogor", "angka butong", "stunting kutai", "program jogja", "rekomendasi studi tiru", "apa itu stunting",
    "bandingkan depok dan kukar", "siapa belajar ke sumedang", "aplikasi stunting apa saja", "program surabaya",
    "yang tertinggi di sultra", "sunggono siapa", "kenapa bontang ke kukar", "stunting", "programnya apa",
    "angka kalimantan", "belajar ke mana enaknya", "inovasi asuh", "gerakan menara", "anak kejang",
]


def replies_of_a_new_process(seed):
    lines = "".join(json.dumps({"id": i, "chat": i // 3, "question": q}) + "\n" for i, q in enumerate(_ASKED))
    done = subprocess.run([sys.executable, "-m", "bot", "ask", "--json"], input=lines, capture_output=True, text=True,
                          check=True, env={**os.environ, "PYTHONHASHSEED": seed})
    return done.stdout.splitlines()


def test_two_processes_answer_alike():
    """Nothing may hang on the order of a set: Python shuffles it anew in every process."""
    first, second = replies_of_a_new_process("1"), replies_of_a_new_process("2")
    assert len(first) == len(_ASKED)
    assert first == second


async def test_a_remembered_answer_is_the_answer_that_would_be_given_afresh(shipped_knowledge):
    turns = ["program apa di Depok", "kalau angkanya?", "angka stunting Bogor", "yang kedua", "sejak kapan?", "halo"]
    warm = Assistant(shipped_knowledge)
    for _ in range(2):
        fresh, conversation, other = Assistant(shipped_knowledge), Conversation(), Conversation()
        for turn in turns:
            assert await warm.reply(turn, conversation) == await fresh.reply(turn, other)
            assert (conversation.focus, conversation.pending) == (other.focus, other.pending)


async def test_an_answer_is_not_remembered_across_what_the_talk_is_about(assistant):
    about = [Conversation(), Conversation()]
    for conversation, region in zip(about, ("Depok", "Bontang"), strict=True):
        await assistant.reply(f"program apa di {region}", conversation)
    first, second = [(await assistant.reply("angkanya berapa", conversation)).text for conversation in about]
    assert "Kota Depok" in first and "Kota Bontang" in second


@pytest.mark.parametrize(("link", "leads"), [
    ("raga-pantas", True), ("6402", True), ("prevalence--6402", True), ("bantuan", True), ("chart", True),
    ("start", False), ("tidak-ada", False), ("9999", False), ("", False), ("prevalence--tidak-ada", False)])
def test_a_link_leads_somewhere_or_not(assistant, link, leads):
    assert assistant.leads_somewhere(link) is leads
