"""What Telegram refuses: unknown or missing parameters, broken HTML, and what is too long."""

import json
import re
from html import unescape
from pathlib import Path

from telegram.constants import (
    BotCommandLimit,
    InlineKeyboardButtonLimit,
    InlineKeyboardMarkupLimit,
    InlineQueryLimit,
    InlineQueryResultLimit,
    InlineQueryResultsButtonLimit,
    MessageLimit,
)

_EXTRACT = json.loads((Path(__file__).parents[1] / "data" / "bot_api_methods.json").read_text())
METHODS, TYPES = _EXTRACT["methods"], _EXTRACT["types"]
PYTHON_TYPES = {"Integer": int, "Boolean": bool}
TAGS = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "s": "strikethrough",
        "code": "code", "pre": "pre", "blockquote": "blockquote", "a": "text_link"}
TOKEN = re.compile(r"<(/?)([^\s<>/]*)([^<>]*)>|<|&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
BUTTONS_PER_ROW = 8
LIBRARY_ADDS = {"editMessageReplyMarkup": ("parse_mode", "link_preview_options")}
"""What python-telegram-bot adds of itself where defaults are set; Telegram ignores what it does not know."""
BUTTON_KINDS = set(TYPES["InlineKeyboardButton"]) - {"text", "icon_custom_emoji_id", "style"}


class Refusal(Exception):  # noqa: N818
    """What Telegram answers instead of a result."""

    def __init__(self, description, code=400, **parameters):
        super().__init__(description)
        self.description, self.code, self.parameters = description, code, parameters


def bad(reason):
    """Telegram's 400."""
    return Refusal(f"Bad Request: {reason}")


def check_parameters(method, raw, files=None):
    """Decode a call's parameters, which arrive as text (files apart from them), by the specification."""
    if method not in METHODS:
        raise Refusal("Not Found", 404)
    fields, files = METHODS[method]["fields"], files or {}
    raw = {name: value for name, value in raw.items() if name not in LIBRARY_ADDS.get(method, ())}
    for name in (*raw, *files):
        if name not in fields or (name in files and "InputFile" not in fields[name]["types"]):
            raise bad(f"parameter {name!r} is unknown to {method}")
    for name, field in fields.items():
        if field["required"] and name not in raw and name not in files:
            raise bad(f"parameter {name!r} is required by {method}")
    return {name: _decoded(name, value, fields[name]["types"]) for name, value in raw.items()} | files


def check_object(kind, given):
    """Refuse an object that lacks a field of its type or has one that the type does not know."""
    fields = TYPES[kind]
    for name in given:
        if name not in fields:
            raise bad(f"field {name!r} is unknown to {kind}")
    for name, field in fields.items():
        if field["required"] and name not in given:
            raise bad(f"field {name!r} is required by {kind}")


def _decoded(name, value, types):
    if "Integer" in types and re.fullmatch(r"-?\d+", value):
        return int(value)
    if "String" in types:
        return value
    try:
        decoded = json.loads(value)
    except ValueError:
        raise bad(f"can't parse {name}") from None
    wanted = PYTHON_TYPES.get(types[0], list if types[0].startswith("Array") else dict)
    if type(decoded) is not wanted:
        raise bad(f"{name} must be of type {' or '.join(types)}")
    return decoded


def utf16(text):
    """Length as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def check_text(parameters, name="text", most=MessageLimit.MAX_TEXT_LENGTH):
    """Parse and measure a message's text; return what a reader sees, and its entities."""
    text, entities = parameters[name], []
    if parameters.get("parse_mode") == "HTML":
        text, entities = parse_html(text)
    if not text.strip():
        raise bad("message text is empty")
    if utf16(text) > most:
        raise bad("message caption is too long" if name == "caption" else "message is too long")
    return text, entities


def parse_html(source):
    """Read Telegram's HTML: known tags only, nested and closed, everything else escaped."""
    text, entities, opened, end = "", [], [], 0
    for token in TOKEN.finditer(source):
        text, end = text + source[end:token.start()], token.end()
        if token[0].startswith("&"):
            text += unescape(token[0])
        elif token[1]:
            if not opened or opened[-1][0] != token[2]:
                raise bad(f"can't parse entities: unexpected end tag at byte offset {token.start()}")
            entities.append({**opened.pop()[1], "length": utf16(text)})
        elif token[2] in TAGS:
            if token[2] == "blockquote" and any(tag == "blockquote" for tag, _ in opened):
                raise bad("can't parse entities: blockquotes can't be nested")
            opened.append((token[2], {"offset": utf16(text), **_entity(token[2], token[3])}))
        else:
            raise bad(f'can\'t parse entities: unsupported start tag "{token[2] or ""}"')
    if opened:
        raise bad(f'can\'t parse entities: can\'t find end tag corresponding to start tag "{opened[-1][0]}"')
    for entity in entities:
        entity["length"] -= entity["offset"]
    return text + source[end:], entities


def _entity(tag, attributes):
    """The kind of an entity, by its tag and attributes; a link has an address, a quote may be folded."""
    address = re.fullmatch(r'\s+href="([^"]+)"', attributes)
    if tag == "a" and address:
        return {"type": TAGS[tag], "url": unescape(address[1])}
    if tag == "blockquote" and attributes.strip() == "expandable":
        return {"type": "expandable_blockquote"}
    if tag == "a" or attributes.strip():
        raise bad(f"can't parse entities: bad attributes of <{tag}>")
    return {"type": TAGS[tag]}


def check_keyboard(markup):
    """Refuse an inline keyboard that Telegram refuses; return it."""
    rows = (markup or {}).get("inline_keyboard", [])
    if any(len(row) > BUTTONS_PER_ROW for row in rows) or (
            sum(map(len, rows)) > InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER):
        raise bad("reply markup is too long")
    for button in (button for row in rows for button in row):
        if not button.get("text"):
            raise bad("text buttons are unallowed in the inline keyboard")
        check_object("InlineKeyboardButton", button)
        if len(BUTTON_KINDS & set(button)) != 1:
            raise bad("text buttons are unallowed in the inline keyboard")
        if "url" in button and not re.match(r"(https?|tg)://\S+$", button["url"]):
            raise bad("BUTTON_URL_INVALID")
        size = len(button.get("callback_data", "x").encode())
        if not InlineKeyboardButtonLimit.MIN_CALLBACK_DATA <= size <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
            raise bad("BUTTON_DATA_INVALID")
    return markup


def check_inline_results(results, button):
    """Refuse cards of inline mode that Telegram refuses."""
    if len(results) > InlineQueryLimit.RESULTS:
        raise bad("RESULTS_TOO_MUCH")
    if len({result.get("id") for result in results}) < len(results):
        raise bad("RESULT_ID_DUPLICATE")
    for result in results:
        check_object("InlineQueryResultArticle", result)
        if not 1 <= len(result["id"].encode()) <= InlineQueryResultLimit.MAX_ID_LENGTH:
            raise bad("RESULT_ID_INVALID")
        check_object("InputTextMessageContent", result["input_message_content"])
        check_text(result["input_message_content"], "message_text")
        check_keyboard(result.get("reply_markup"))
    if button is not None:
        check_object("InlineQueryResultsButton", button)
        start = button.get("start_parameter", "")
        if not re.fullmatch(rf"[A-Za-z0-9_-]{{1,{InlineQueryResultsButtonLimit.MAX_START_PARAMETER_LENGTH}}}", start):
            raise bad("START_PARAM_INVALID")


def check_commands(commands):
    """Refuse a menu of commands that Telegram refuses."""
    if len(commands) > BotCommandLimit.MAX_COMMAND_NUMBER:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        check_object("BotCommand", command)
        if not re.fullmatch(rf"[a-z0-9_]{{1,{BotCommandLimit.MAX_COMMAND}}}", command["command"]):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= BotCommandLimit.MAX_DESCRIPTION:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
