"""Raw updates as Telegram sends them, without their update_id."""

import itertools
import re
import time

from tests.fake_bot_api.api import BOT

_numbers = itertools.count(500_001)
ENTITIES = {"bot_command": r"(?<!\S)/\w+(@\w+)?", "mention": r"(?<!\S)@\w+"}


def private(number, first_name="Sari", **user):
    """A private chat, which has the same number as its user."""
    return {"chat": {"id": number, "type": "private", "first_name": first_name},
            "from": {"id": number, "is_bot": False, "first_name": first_name, **user}}


def group(number=-100_777, user=5, kind="supergroup"):
    """A group in which a user writes."""
    return {"chat": {"id": number, "type": kind, "title": "PKK Sukamaju"},
            "from": {"id": user, "is_bot": False, "first_name": "Wati"}}


def content(where, **parts):
    """A message with any content."""
    text = parts.get("text")
    if text:
        found = [{"type": kind, "offset": match.start(), "length": len(match[0])}
                 for kind, pattern in ENTITIES.items() for match in re.finditer(pattern, text)]
        parts = {"entities": found, **parts} if found else parts
    return {"message_id": next(_numbers), "date": int(time.time()), **where, **parts}


def message(where, text, **parts):
    """A new text message."""
    return {"message": content(where, text=text, **parts)}


def document(where, held):
    """A file that somebody sends; `held` is what `FakeBotApi.upload` gave."""
    return {"message": content(where, document=held)}


def press(where, data, on, old_query=False):
    """A pressed button.

    Args:
        where: whose press, in which chat.
        data: the button's data.
        on: the message with the button, as the fake stored it.
        old_query: whether the press comes too late to be answered.
    """
    number = f"{'old' if old_query else 'new'}{next(_numbers)}"
    return {"callback_query": {"id": number, "from": where["from"], "chat_instance": "1", "data": data, "message": on}}


def edited(update, text):
    """The message of an update again, as its writer has changed it."""
    message = update["message"]
    where = {"chat": message["chat"], "from": message["from"]}
    changed = content(where, text=text) | {"message_id": message["message_id"], "edit_date": int(time.time())}
    return {"edited_message": changed | {"date": message["date"]}}


def inline(where, query):
    """Somebody types @bot and a few letters in any chat."""
    return {"inline_query": {"id": f"new{next(_numbers)}", "from": where["from"], "query": query, "offset": ""}}


RIGHTS = dict.fromkeys((
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories"), True)
STANDINGS = {"left": {}, "member": {}, "kicked": {"until_date": 0}, "administrator": RIGHTS}


def membership(where, old="left", new="member"):
    """The bot's own standing in a chat changes."""
    return {"my_chat_member": {**where, "date": int(time.time()),
                               "old_chat_member": {"user": BOT, "status": old, **STANDINGS[old]},
                               "new_chat_member": {"user": BOT, "status": new, **STANDINGS[new]}}}


def chat_of(update):
    """The id of the chat that an update belongs to, or of the person where there is none."""
    kind = next(name for name in update if name != "update_id")
    holder = update[kind].get("message", update[kind]) if kind == "callback_query" else update[kind]
    return holder.get("chat", holder.get("from"))["id"]
