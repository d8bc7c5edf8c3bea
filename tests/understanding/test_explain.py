"""`ask --why`: an admin sees why a question is read as it is."""

import re

import pytest

from bot.understanding.conversation import Conversation


@pytest.fixture(scope="module")
def explained(assistant):
    return assistant.explain("brp angka stuntingnya kab. bogr", Conversation())


def test_it_shows_the_question_and_its_words_in_standard_spelling(explained):
    assert "brp angka stuntingnya kab. bogr" in explained
    words = next(line for line in explained.splitlines() if line.startswith("Kata"))
    assert "berapa" in words
    assert "angka" in words


def test_it_shows_the_names_with_their_likeness(explained):
    mention = next(line for line in explained.splitlines() if "32.01" in line)
    assert "daerah" in mention
    assert re.search(r"0[.,]\d\d", mention), mention


def test_it_ranks_the_nearest_intents(explained):
    ranked = re.findall(r"^ *(-?\d+\.\d+) +(\S+) ", explained, re.MULTILINE)
    assert ranked[0][1] == "prevalence"
    assert len(ranked) == 5
    scores = [float(score) for score, _ in ranked]
    assert scores == sorted(scores, reverse=True)


def test_it_shows_margin_threshold_and_decision(explained, assistant):
    assert re.search(r"Selisih dengan maksud kedua: -?\d+\.\d\d", explained)
    assert f"paling sedikit {assistant.interpreter.least_scope:.2f}" in explained
    assert "Keputusan: prevalence tentang 32.01" in explained


def test_it_names_programs_as_programs(assistant):
    text = assistant.explain("raga pantas sejak kapan", Conversation())
    assert re.search(r"program raga-pantas \(kemiripan 1[.,]00", text)
    assert "program_since tentang raga-pantas" in text


def test_it_says_when_the_bot_asks_back(assistant):
    assert "bertanya balik" in assistant.explain("program stunting bogor", Conversation())


async def test_it_says_when_something_comes_from_the_conversation(assistant):
    conversation = Conversation()
    await assistant.reply("program apa di kukar", conversation)
    text = assistant.explain("kalau di depok?", conversation)
    assert "percakapan sebelumnya" in text
    assert "programs_of_region tentang 32.76" in text


async def test_explaining_leaves_the_conversation_as_it_was(assistant):
    conversation = Conversation()
    await assistant.reply("program stunting bogor", conversation)
    before = (conversation.focus, conversation.pending)
    assistant.explain("angka stunting depok", conversation)
    assert (conversation.focus, conversation.pending) == before
    assert before[1]


@pytest.mark.parametrize("question", ["", "   ", "😀", "?!", "qwzxkv", "x" * 3000, "kejang anak saya"])
def test_any_question_can_be_explained(assistant, question):
    assert "Keputusan: " in assistant.explain(question, Conversation())


def test_it_says_so_where_there_are_no_words_and_no_names(assistant):
    assert assistant.explain("😀", Conversation()).count("(tidak ada)") >= 2
