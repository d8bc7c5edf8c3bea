"""The state behind the API: chats, messages, waiting updates, and the record of calls."""

import itertools
import re
import time
from dataclasses import dataclass
from pathlib import PurePosixPath
from threading import Condition

from telegram.constants import BotDescriptionLimit, CallbackQueryLimit, FileSizeLimit, MessageLimit

from tests.fake_bot_api.rules import (
    METHODS,
    Refusal,
    bad,
    check_commands,
    check_inline_results,
    check_keyboard,
    check_parameters,
    check_text,
)

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
        text: what the message's text must hold; empty for any.
        answer: over HTTP, what comes instead of Telegram's JSON, with status 200.
        cut: over HTTP, whether the call is done and the connection then cut without an answer.
    """

    method: str
    chat_id: int | None = None
    refusal: Refusal | None = None
    seconds: float = 0.0
    times: int = 1
    text: str = ""
    answer: bytes | None = None
    cut: bool = False

    def hits(self, method, parameters):
        return (self.times > 0 and self.method == method and self.chat_id in (None, parameters.get("chat_id"))
                and self.text in parameters.get("text", ""))


class Odd(Exception):  # noqa: N818
    """What no Telegram answers; `answer` is what comes over the wire, None where the connection is cut."""

    def __init__(self, answer):
        super().__init__()
        self.answer = answer


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
        self._files = {}
        self.webhook = None
        """Address and secret of the webhook, where the bot set one."""
        self._changed = Condition()

    def handle(self, method, raw, files=None):
        """Answer a call of the bot's; raises Refusal as Telegram refuses.

        Args:
            method: of the Bot API.
            raw: its parameters, as text.
            files: uploads by the parameter's name, each with file name and content.
        """
        parameters = check_parameters(method, raw, files)
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
            if fault and fault.answer is not None:
                raise Odd(fault.answer)
            with self._changed:
                result = self._result(method, parameters)
            if fault and fault.cut:
                raise Odd(None)
            return result
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
                "supports_inline_queries": True}

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

    def _sendMessage(self, chat_id, **parameters):  # noqa: N802
        text, entities = check_text(parameters)
        return self._send(chat_id, {"text": text, "entities": entities}, **parameters)

    def _sendPhoto(self, chat_id, photo, **parameters):  # noqa: N802
        name, content = self._file(photo)
        if not content.startswith((b"\x89PNG", b"\xff\xd8")):
            raise bad("IMAGE_PROCESS_FAILED")
        file_id = self._kept(photo, name, content)
        sizes = [{"file_id": file_id, "file_unique_id": file_id[:9], "width": 1080, "height": 1140}]
        return self._send(chat_id, {"photo": sizes, **_caption(parameters)}, **parameters)

    def _sendDocument(self, chat_id, document, **parameters):  # noqa: N802
        name, content = self._file(document)
        if not content:
            raise bad("file must be non-empty")
        held = self._document(document, name, content)
        return self._send(chat_id, {"document": held, **_caption(parameters)}, **parameters)

    def _getFile(self, file_id):  # noqa: N802
        if file_id not in self._files:
            raise bad("invalid file_id")
        name, content = self._files[file_id]
        if len(content) > FileSizeLimit.FILESIZE_DOWNLOAD:
            raise bad("file is too big")
        path = f"documents/{file_id}{PurePosixPath(name).suffix}"
        return {"file_id": file_id, "file_unique_id": file_id[:9], "file_size": len(content), "file_path": path}

    def download(self, path):
        """The content of a file at the path that `getFile` told."""
        held = self._files.get(PurePosixPath(path).stem)
        if held is None or not path.startswith("documents/"):
            raise Refusal("Not Found", 404)
        return held[1]

    def upload(self, name, content):
        """Let a person put a file on Telegram; return it as a message holds it."""
        return self._document(None, name, content)

    def _document(self, given, name, content):
        file_id = self._kept(given, name, content)
        return {"file_id": file_id, "file_unique_id": file_id[:9], "file_name": name, "file_size": len(content)}

    def _file(self, given):
        """An upload's name and content, or those of the file that an id names."""
        if isinstance(given, str):
            if given not in self._files:
                raise bad("wrong file identifier/HTTP URL specified")
            return self._files[given]
        return given

    def _kept(self, given, name, content):
        if isinstance(given, str):
            return given
        file_id = f"berkas-{len(self._files)}-{hash(content) & 0xffff}"
        self._files[file_id] = (name, content)
        return file_id

    def _send(self, chat_id, content, reply_markup=None, reply_parameters=None, **_parameters):
        chat = self._messages.get(chat_id)
        if chat is None:
            raise bad("chat not found")
        if reply_parameters and reply_parameters["message_id"] not in chat and (
                not reply_parameters.get("allow_sending_without_reply")):
            raise bad("message to be replied not found")
        message = {"message_id": next(self._numbers), "date": int(time.time()), "from": BOT,
                   "chat": next(iter(chat.values()))["chat"], **content}
        if reply_markup:
            message["reply_markup"] = check_keyboard(reply_markup)
        if reply_parameters and reply_parameters["message_id"] in chat:
            message["reply_to_message"] = {
                name: part for name, part in chat[reply_parameters["message_id"]].items() if name != "reply_to_message"}
        self._store(message)
        return message

    def _editMessageText(self, chat_id, message_id, reply_markup=None, **parameters):  # noqa: N802
        message = self._own(chat_id, message_id, "edit")
        text, entities = check_text(parameters)
        if "text" not in message:
            raise bad("there is no text in the message to edit")
        return self._change(message, {"text": text, "entities": entities}, reply_markup)

    def _editMessageReplyMarkup(self, chat_id, message_id, reply_markup=None):  # noqa: N802
        return self._change(self._own(chat_id, message_id, "edit"), {}, reply_markup)

    def _change(self, message, content, reply_markup):
        changed = {**message, **content, "edit_date": int(time.time())}
        changed.pop("reply_markup", None)
        if reply_markup:
            changed["reply_markup"] = check_keyboard(reply_markup)
        if all(message.get(key) == changed.get(key) for key in ("text", "entities", "reply_markup")):
            raise bad("message is not modified: specified new message content and reply markup are exactly the same")
        self._store(changed)
        return changed

    def _deleteMessage(self, chat_id, message_id):  # noqa: N802
        del self._messages[chat_id][self._own(chat_id, message_id, "delete")["message_id"]]
        return True

    def _own(self, chat_id, message_id, wanted):
        message = self._messages.get(chat_id, {}).get(message_id)
        if message is None or message.get("from") != BOT:
            raise bad(f"message to {wanted} not found")
        return message

    def _answerCallbackQuery(self, callback_query_id, text="", **_parameters):  # noqa: N802
        if len(text) > CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH:
            raise bad("MESSAGE_TOO_LONG")
        self._answer_query(callback_query_id)
        return True

    def _answerInlineQuery(self, inline_query_id, results, button=None, **_parameters):  # noqa: N802
        check_inline_results(results, button)
        self._answer_query(inline_query_id)
        return True

    def _answer_query(self, number):
        if number not in self._queries:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        self._queries.discard(number)

    def _setMyCommands(self, commands, scope=None, **_parameters):  # noqa: N802
        check_commands(commands)
        if scope and scope["type"] == "chat" and scope["chat_id"] not in self._messages:
            raise bad("chat not found")
        return True

    def _setMyDescription(self, description="", **_parameters):  # noqa: N802
        return _no_longer(description, BotDescriptionLimit.MAX_DESCRIPTION_LENGTH)

    def _setMyShortDescription(self, short_description="", **_parameters):  # noqa: N802
        return _no_longer(short_description, BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH)

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
            message = update.get("message") or update.get("edited_message")
            arrives = not message or self._arrives(message)
            if message:
                self._store(message)
            for kind in ("callback_query", "inline_query"):
                if kind in update and not update[kind]["id"].startswith("old"):
                    self._queries.add(update[kind]["id"])
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
        if message.get("reply_to_message", {}).get("from") == BOT or message.get("via_bot") == BOT:
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

    def file(self, file_id):
        """An uploaded file's name and content."""
        return self._files[file_id]

    def made(self, method, chat_id=None):
        """The calls of a method so far, to one chat or to any."""
        return [call for call in list(self.calls)
                if call.method == method and chat_id in (None, call.parameters.get("chat_id"))]

    def wait_for(self, method, chat_id=None, count=1, timeout=10.0):
        """Wait until a method was called `count` times (for a chat) and return the calls."""
        self.wait_until(lambda: len(self.made(method, chat_id)) >= count, timeout,
                        lambda: f"{len(self.made(method, chat_id))} of {count} {method} for {chat_id} came")
        return self.made(method, chat_id)

    def wait_until(self, done, timeout=10.0, problem=lambda: "it never came so far"):
        """Wait until something about the calls is so; fail when it takes too long."""
        with self._changed:
            if not self._changed.wait_for(done, timeout):
                raise AssertionError(f"{problem()}; all calls: {[call.method for call in self.calls]}")


def _caption(parameters):
    """A caption's text and entities; a file may come without one."""
    if "caption" not in parameters:
        return {}
    text, entities = check_text(parameters, "caption", MessageLimit.CAPTION_LENGTH)
    return {"caption": text, "caption_entities": entities}


def _no_longer(text, most):
    if len(text) > most:
        raise bad("BOT_DESCRIPTION_INVALID")
    return True
