"""What admins write and what the program looks for fit together: intents, messages and their placeholders."""

import ast
from pathlib import Path
from string import Formatter

import pytest

import bot.answering
from bot.answering.answerer import intents
from bot.understanding.family import family
from bot.understanding.scope import SMALLTALK

_FILES = sorted(Path(bot.answering.__file__).parent.glob("*.py"))
_TREES = {path.name: ast.parse(path.read_text(encoding="utf-8")) for path in _FILES}
_OWN = {"topic", "danger", "open_question", "choose_meaning"}
"""Intents that the bot finds by other means than examples."""


def placeholders(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def said():
    """Every `say("key", name=...)` of the answering modules: (file, line, key, names given)."""
    for name, tree in _TREES.items():
        for node in ast.walk(tree):
            if (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "say"
                    and isinstance(node.args[0], ast.Constant) and all(k.arg for k in node.keywords)):
                yield name, node.lineno, node.args[0].value, {k.arg for k in node.keywords}


def test_every_intent_of_the_knowledge_is_answered_and_the_other_way_round(shipped_knowledge):
    assert {intent.id for intent in shipped_knowledge.intents} == intents() - _OWN


def test_the_bots_own_intents_are_answered_too():
    assert intents() >= _OWN


@pytest.mark.parametrize("name", sorted(SMALLTALK))
def test_every_kind_of_small_talk_has_its_words(shipped_knowledge, name):
    assert placeholders(shipped_knowledge.messages[f"sapa_{name}"]) == set()


def test_every_message_asked_for_exists(shipped_knowledge):
    calls = list(said())
    assert len(calls) > 40
    assert [call for call in calls if call[2] not in shipped_knowledge.messages] == []


def test_every_placeholder_of_a_message_is_filled_in(shipped_knowledge):
    wrong = [(file, line, key, placeholders(shipped_knowledge.messages[key]) - given)
             for file, line, key, given in said() if placeholders(shipped_knowledge.messages[key]) - given]
    assert wrong == []


def test_every_value_given_to_a_message_is_shown(shipped_knowledge):
    """One exception: a message that only says that the number is unknown shares its call with the number itself."""
    wrong = [(file, line, key, given - placeholders(shipped_knowledge.messages[key]))
             for file, line, key, given in said() if given - placeholders(shipped_knowledge.messages[key])]
    assert wrong == []


def test_every_message_is_used(shipped_knowledge):
    written = {node.value for tree in _TREES.values() for node in ast.walk(tree)
               if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    joined = tuple(node.values[0].value for tree in _TREES.values() for node in ast.walk(tree)
                   if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant)
                   and str(node.values[0].value).endswith("_"))
    assert "sapa_" in joined
    assert [key for key in shipped_knowledge.messages if key not in written and not key.startswith(joined)] == []


def test_every_intent_has_a_name_to_ask_back_with(shipped_knowledge):
    """Where a question may mean two things, the bot offers both by what `sebut_*` calls them."""
    for intent in intents() - _OWN - SMALLTALK - {"out_of_scope"}:
        assert f"sebut_{family(intent)}" in shipped_knowledge.messages, intent


def test_messages_speak_to_people(shipped_knowledge):
    """No wording is left half-written, and nobody is called `kamu` or `anda`."""
    for key, text in shipped_knowledge.messages.items():
        assert text == text.strip(), key
        assert not {"kamu", "anda", "todo", "xxx"} & set(text.casefold().replace(",", " ").split()), key
