"""Raw updates as Telegram sends them: who wrote where, and what of it may be stored."""

from __future__ import annotations

import copy
from typing import Any

from bot.storage.inbox import Arrival
from bot.storage.personal import blunted

Raw = dict[str, Any]

FLEETING = frozenset({"inline_query", "chosen_inline_result"})
"""Kinds that are worth nothing after some seconds (Telegram refuses late answers to them) and are never stored."""
_TEXTS = ("text", "caption")
_PERSONAL_PARTS = ("contact", "location", "venue")
"""Parts of a message that the bot does not read and that are personal data as a whole."""
_MEMBERS = frozenset({"old_chat_member", "new_chat_member"})
"""Parts of a change of members, which has both."""
_LARGEST_ID = 2**63 - 1


def kind(update: Raw) -> str | None:
    """Name what an update holds (`message`, `callback_query` …); None where it holds nothing."""
    return next((name for name in update if name != "update_id"), None)


def arrival_of(update: Raw, admins: frozenset[int]) -> Arrival | None:
    """Say where an update belongs, and take out what must not be stored.

    Personal data in texts is blunted. What admins write is left as it is: it is meant to be published, and a
    telephone number of a puskesmas belongs to it.

    Args:
        update: one update, decoded.
        admins: user ids of the admins.

    Returns:
        None where this is no update that can be kept: it names neither a chat nor a person, or is no update at all.
    """
    number, name = _id_in({"id": update.get("update_id")}), kind(update)
    body = update.get(name) if name else None
    if number is None or not isinstance(body, dict) or not _is_sound(body):
        return None
    user_id = _id_in(body.get("from"))
    holder = body.get("message") if name == "callback_query" else body
    chat_id = _id_in(holder.get("chat")) if isinstance(holder, dict) else None
    place = chat_id if chat_id is not None else user_id
    if place is None:
        return None
    stored = update if user_id in admins else _without_personal_data(update, str(name))
    return Arrival(number, place, user_id, stored)


def _is_sound(body: Raw) -> bool:
    """Say whether an update has the types that the handlers count on: the library itself checks none."""
    shown = body.get("message")
    return (all(isinstance(body[key], str) for key in (*_TEXTS, "data") if key in body)
            and all(_is_id(body[key]) for key in ("date", "message_id") if key in body)
            and all(isinstance(body.get(key), dict) for key in _MEMBERS if _MEMBERS & body.keys())
            and all(isinstance(body[key], dict) for key in ("chat", "from", "reply_to_message") if key in body)
            and all(_id_in(body[key]) is not None for key in ("chat", "from") if key in body)
            and isinstance(body.get("chat", {}).get("type", ""), str)
            and (not isinstance(shown, dict) or _is_sound(shown)))


def _without_personal_data(update: Raw, name: str) -> Raw:
    """Copy an update, its texts blunted; what the bot itself wrote (a pressed button's message) stays."""
    if name == "callback_query":
        return update
    cleaned = copy.copy(update)
    cleaned[name] = _blunted_message(update[name])
    return cleaned


def _blunted_message(message: Raw) -> Raw:
    cleaned = {key: value for key, value in message.items() if key not in _PERSONAL_PARTS}
    if len(cleaned) < len(message):
        # something must be left for the bot to say that it reads text only
        cleaned["location"] = {"latitude": 0.0, "longitude": 0.0}
    for key in _TEXTS:
        if isinstance(cleaned.get(key), str):
            cleaned[key] = blunted(cleaned[key])
    answered = cleaned.get("reply_to_message")
    if isinstance(answered, dict):
        cleaned["reply_to_message"] = _blunted_message(answered)
    return cleaned


def _id_in(holder: object) -> int | None:
    number = holder.get("id") if isinstance(holder, dict) else None
    return number if _is_id(number) else None


def _is_id(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and abs(number) <= _LARGEST_ID
