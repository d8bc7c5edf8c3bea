"""Make bot_api_methods.json, the part of Telegram's Bot API that the tests' fake server knows.

Usage: python tests/data/extract_bot_api.py PATH_TO_API_JSON

The input is `api.json` of https://github.com/PaulSonOfLars/telegram-bot-api-spec (MIT, see bot_api_methods.LICENSE).
Only structure is taken (names, types, required, returns), none of the prose.
"""

import json
import sys
from pathlib import Path

METHODS = (
    "getMe", "getUpdates", "getWebhookInfo", "setWebhook", "deleteWebhook",
    "sendMessage", "sendPhoto", "sendDocument", "sendChatAction", "getFile",
    "editMessageText", "editMessageReplyMarkup", "deleteMessage",
    "answerCallbackQuery", "answerInlineQuery",
    "setMyCommands", "setMyDescription", "setMyShortDescription", "setChatMenuButton",
)
TYPES = ("InlineKeyboardButton", "InlineQueryResultArticle", "InlineQueryResultsButton", "InputTextMessageContent",
         "BotCommand")


def fields(described: dict) -> dict:
    """Names, types and whether they are required, of a method's parameters or a type's fields."""
    return {field["name"]: {"types": field["types"], "required": field["required"]}
            for field in described.get("fields", [])}


def main() -> None:
    api = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    methods = {name: {"returns": api["methods"][name]["returns"], "fields": fields(api["methods"][name])}
               for name in METHODS}
    types = {name: fields(api["types"][name]) for name in TYPES}
    extract = {"source": "https://github.com/PaulSonOfLars/telegram-bot-api-spec (MIT)",
               "version": api["version"], "methods": methods, "types": types}
    lines = json.dumps(extract, indent=1)
    Path(__file__).with_name("bot_api_methods.json").write_text(lines + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
