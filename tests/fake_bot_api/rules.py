"""What Telegram refuses: unknown or missing parameters, broken HTML, and what is too long."""

import json
import re
from html import unescape
from pathlib import Path

from telegram.constants import InlineKeyboardButtonLimit, InlineKeyboardMarkupLimit, MessageLimit

METHODS = json.loads((Path(__file__).parents[1] / "data" / "bot_api_methods.json").read_text())["methods"]
PYTHON_TYPES = {"Integer": int, "Boolean": bool}
TAGS = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "s": "strikethrough",
        "code": "code", "pre": "pre", "blockquote": "blockquote", "a": "text_link"}
TOKEN = re.compile(r"<(/?)([^\s<>/]*)([^<>]*)>|<|&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
BUTTONS_PER_ROW = 8


class Refusal(Exception):  # noqa: N818
    """What Telegram answers instead of a result."""

    def __init__(self, description, code=400, **parameters):
        super().__init__(description)
        self.description, self.code, self.parameters = description, code, parameters


def bad(reason):
    """Telegram's 400."""
    return Refusal(f"Bad Request: {reason}")


def check_parameters(method, raw):
    """Decode a call's parameters, which arrive as text, by the specification."""
    if method not in METHODS:
        raise Refusal("Not Found", 404)
    fields = METHODS[method]["fields"]
    for name in raw:
        if name not in fields:
            raise bad(f"parameter {name!r} is unknown to {method}")
    for name, field in fields.items():
        if field["required"] and name not in raw:
            raise bad(f"parameter {name!r} is required by {method}")
    return {name: _decoded(name, value, fields[name]["types"]) for name, value in raw.items()}


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


def check_text(parameters):
    """Parse and measure a message's text; return what a reader sees, and its entities."""
    text, entities = parameters["text"], []
    if parameters.get("parse_mode") == "HTML":
        text, entities = parse_html(text)
    if not text.strip():
        raise bad("message text is empty")
    if utf16(text) > MessageLimit.MAX_TEXT_LENGTH:
        raise bad("message is too long")
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
            address = re.fullmatch(r'\s+href="([^"]+)"', token[3])
            if (token[2] == "a") != bool(address):
                raise bad(f"can't parse entities: bad attributes of <{token[2]}>")
            link = {"url": unescape(address[1])} if address else {}
            opened.append((token[2], {"type": TAGS[token[2]], "offset": utf16(text), **link}))
        else:
            raise bad(f'can\'t parse entities: unsupported start tag "{token[2] or ""}"')
    if opened:
        raise bad(f'can\'t parse entities: can\'t find end tag corresponding to start tag "{opened[-1][0]}"')
    for entity in entities:
        entity["length"] -= entity["offset"]
    return text + source[end:], entities


def check_keyboard(markup):
    """Refuse an inline keyboard that Telegram refuses; return it."""
    rows = (markup or {}).get("inline_keyboard", [])
    if any(len(row) > BUTTONS_PER_ROW for row in rows) or (
            sum(map(len, rows)) > InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER):
        raise bad("reply markup is too long")
    for button in (button for row in rows for button in row):
        if not button.get("text"):
            raise bad("text buttons are unallowed in the inline keyboard")
        size = len(button.get("callback_data", "").encode())
        if not InlineKeyboardButtonLimit.MIN_CALLBACK_DATA <= size <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
            raise bad("BUTTON_DATA_INVALID")
    return markup
