"""The state behind the API: chats, messages, waiting updates, and the record of calls."""

import itertools
import re
import time
from dataclasses import dataclass
from threading import Condition

from tests.fake_bot_api.rules import METHODS, Refusal, bad, check_keyboard, check_parameters, check_text

TOKEN = "987654321:Bukan-token-sungguhan-untuk-ujian_0"
BOT = {"id": 987654321, "is_bot": True, "first_name": "TiruBot", "username": "TiruUjiBot"}


@dataclass
class Fault:
    """What happens instead of (`refusal`) or before (`seconds`) a method's work.

    Args:
        method: whose call it hits.
        chat_id: of which chat; None for any.
        refusal: what is answered.
        seconds: how long the answer takes.
        times: how many calls it hits.
    """

    method: str
    chat_id: int | None = None
    refusal: Refusal | None = None
    seconds: float = 0.0
    times: int = 1

    def hits(self, method, parameters):
        return self.times > 0 and self.method == method and self.chat_id in (None, parameters.get("chat_id"))


@dataclass
class Call:
    """A call that was made, with its decoded parameters; `refused` holds the reason if it failed."""

    method: str
    parameters: dict
    time: float
    refused: str | None = None


class FakeBotApi:
    """One bot's API. Thread-safe: the server answers each call in a thread of its own."""

    def __init__(self, privacy=True):
        self.privacy = privacy
        self.token = TOKEN
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self._updates = []
        self._numbers = itertools.count(1001)
        self._messages = {}
        self._last_in = {}
        self._queries = set()
        self.webhook = None
        """Address and secret of the webhook, where the bot set one."""
        self._changed = Condition()

    def handle(self, method, raw):
        """Answer a call of the bot's; raises Refusal as Telegram refuses."""
        parameters = check_parameters(method, raw)
        call = Call(method, parameters, time.monotonic())
        with self._changed:
            fault = next((fault for fault in self.faults if fault.hits(method, parameters)), None)
            if fault:
                fault.times -= 1
        try:
            if fault:
                time.sleep(fault.seconds)
            if fault and fault.refusal:
                raise fault.refusal
            with self._changed:
                return self._result(method, parameters)
        except Refusal as refusal:
            call.refused = refusal.description
            raise
        finally:
            with self._changed:
                self.calls.append(call)
                self._changed.notify_all()

    def _result(self, method, parameters):
        own = getattr(self, f"_{method}", None)
        if own:
            return own(**parameters)
        if METHODS[method]["returns"] == ["Boolean"]:
            return True
        raise NotImplementedError(method)

    def _getMe(self):  # noqa: N802
        return {**BOT, "can_join_groups": True, "can_read_all_group_messages": not self.privacy,
                "supports_inline_queries": False}

    def _getUpdates(self, offset=0, limit=100, timeout=0, allowed_updates=None):  # noqa: N802
        """Wait for updates; those before `offset` are confirmed and gone, as are kinds that were not asked for."""
        if self.webhook:
            raise Refusal("Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete "
                          "the webhook first", 409)

        def waiting():
            self._updates = [update for update in self._updates if update["update_id"] >= offset
                             and (not allowed_updates or any(kind in update for kind in allowed_updates))]
            return self._updates

        self._changed.wait_for(waiting, timeout)
        return self._updates[:limit]

    def _setWebhook(self, url, secret_token=None, **_parameters):  # noqa: N802
        if not url.startswith(("https://", "http://127.0.0.1:")):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if secret_token is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret_token):
            raise bad("secret token contains unallowed characters")
        self.webhook = (url, secret_token) if url else None
        return True

    def _deleteWebhook(self, **_parameters):  # noqa: N802
        self.webhook = None
        return True

    def take_for_webhook(self):
        """The updates to deliver to the webhook; empty while there is none."""
        with self._changed:
            if not self.webhook:
                return []
            taken, self._updates = self._updates, []
            return taken

    def _sendMessage(self, chat_id, reply_markup=None, reply_parameters=None, **parameters):  # noqa: N802
        chat = self._messages.get(chat_id)
        if chat is None:
            raise bad("chat not found")
        text, entities = check_text(parameters)
        if reply_parameters and reply_parameters["message_id"] not in chat and (
                not reply_parameters.get("allow_sending_without_reply")):
            raise bad("message to be replied not found")
        message = {"message_id": next(self._numbers), "date": int(time.time()), "from": BOT,
                   "chat": next(iter(chat.values()))["chat"], "text": text, "entities": entities}
        if reply_markup:
            message["reply_markup"] = check_keyboard(reply_markup)
        self._store(message)
        return message

    def _editMessageText(self, chat_id, message_id, reply_markup=None, **parameters):  # noqa: N802
        message = self._messages.get(chat_id, {}).get(message_id)
        if message is None or message.get("from") != BOT:
            raise bad("message to edit not found")
        text, entities = check_text(parameters)
        changed = {**message, "text": text, "entities": entities, "reply_markup": check_keyboard(reply_markup)}
        if all(message.get(key) == changed[key] for key in ("text", "entities", "reply_markup")):
            raise bad("message is not modified: specified new message content and reply markup are exactly the same")
        self._store(changed)
        return changed

    def _answerCallbackQuery(self, callback_query_id, **_parameters):  # noqa: N802
        if callback_query_id not in self._queries:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        self._queries.discard(callback_query_id)
        return True

    def _store(self, message):
        chat_id = message["chat"]["id"]
        self._messages.setdefault(chat_id, {})[message["message_id"]] = message
        self._last_in[chat_id] = message["from"]["id"] if "from" in message else None

    def push(self, update):
        """Bring an update (`tests.fake_bot_api.updates` makes them) to the bot.

        Returns:
            The update with its `update_id`, or None if privacy mode keeps it away.
        """
        with self._changed:
            message = update.get("message")
            arrives = not message or self._arrives(message)
            if message:
                self._store(message)
            if "callback_query" in update and not update["callback_query"]["id"].startswith("old"):
                self._queries.add(update["callback_query"]["id"])
            for holder in update.values():
                if "chat" in holder:
                    self._messages.setdefault(holder["chat"]["id"], {0: {"chat": holder["chat"]}})
            if not arrives:
                return None
            update = {"update_id": next(self._numbers), **update}
            self._updates.append(update)
            self._changed.notify_all()
            return update

    def _arrives(self, message):
        """Telegram's rules of what a bot in privacy mode gets of a group."""
        if not self.privacy or message["chat"]["type"] == "private" or "text" not in message:
            return True
        if message.get("reply_to_message", {}).get("from") == BOT:
            return True
        command = message["text"].split()[0]
        if not command.startswith("/"):
            return False
        name = command.partition("@")[2]
        return name == BOT["username"] if name else self._last_in.get(message["chat"]["id"]) == BOT["id"]

    def sent(self, chat_id=None):
        """The messages that arrived in a chat (or in any), as readers see them."""
        with self._changed:
            return [message for chat, messages in self._messages.items() if chat_id in (None, chat)
                    for message in messages.values() if message.get("from") == BOT]

    def made(self, method, chat_id=None):
        """The calls of a method so far, to one chat or to any."""
        return [call for call in list(self.calls)
                if call.method == method and chat_id in (None, call.parameters.get("chat_id"))]

    def wait_for(self, method, chat_id=None, count=1, timeout=10.0):
        """Wait until a method was called `count` times (for a chat) and return the calls."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.made(method, chat_id)) >= count, timeout):
                raise AssertionError(f"{len(self.made(method, chat_id))} of {count} {method} for {chat_id} came; "
                                     f"all calls: {[call.method for call in self.calls]}")
        return self.made(method, chat_id)
