"""The fake's own tests: each rule once, so that a green test of the bot means something."""

import json
import urllib.request
from threading import Thread
from urllib.parse import urlencode

import pytest

from tests.fake_bot_api import BOT, TOKEN, FakeBotApi, FakeServer, Fault, Refusal
from tests.fake_bot_api.rules import parse_html
from tests.fake_bot_api.updates import content, group, message, press, private

ANI = private(11)
GROUP = group()


@pytest.fixture
def api():
    api = FakeBotApi()
    api.push(message(ANI, "halo"))
    return api


def send(api, text="halo", chat_id=11, **parameters):
    raw = {"chat_id": str(chat_id), "text": text, "parse_mode": "HTML"}
    return api.handle("sendMessage", raw | {name: json.dumps(value) for name, value in parameters.items()})


def keys(*data):
    return {"inline_keyboard": [[{"text": "x", "callback_data": one}] for one in data]}


@pytest.mark.parametrize(("method", "raw", "reason"), [
    ("sendMessage", {"chat_id": "11", "text": "a", "color": "red"}, "unknown"),
    ("sendMessage", {"chat_id": "11"}, "required"),
    ("sendMessage", {"chat_id": "11", "text": "a", "reply_markup": "[]"}, "must be of type"),
    ("sendMessage", {"chat_id": "11", "text": "a", "reply_markup": "{"}, "can't parse"),
    ("sendMessage", {"chat_id": "12", "text": "a"}, "chat not found"),
    ("sendmessage", {}, "Not Found"),
], ids=["unknown", "missing", "wrong type", "not JSON", "unknown chat", "unknown method"])
def test_call_that_the_specification_forbids(api, method, raw, reason):
    with pytest.raises(Refusal, match=reason):
        api.handle(method, raw)


@pytest.mark.parametrize(("html", "reason"), [
    ("a < b", "unsupported start tag"),
    ("<x>a</x>", 'unsupported start tag "x"'),
    ("<b>a", "can't find end tag"),
    ("<b><i>a</b></i>", "unexpected end tag"),
    ("<a>a</a>", "bad attributes"),
    (" \n ", "text is empty"),
    ("<b></b>", "text is empty"),
    ("a" * 4097, "too long"),
    ("\N{BABY}" * 2049, "too long"),
])
def test_text_that_telegram_refuses(api, html, reason):
    with pytest.raises(Refusal, match=reason):
        send(api, html)


def test_length_is_counted_after_parsing(api):
    sent = send(api, f"<b>{'&lt;' * 4096}</b>")
    assert sent["text"] == "<" * 4096


def test_entities_are_counted_in_utf16_units():
    assert parse_html('\N{BABY}<b>&amp;</b> <a href="https://a.id/?x&amp;y">a</a>') == ("\N{BABY}& a", [
        {"type": "bold", "offset": 2, "length": 1},
        {"type": "text_link", "offset": 4, "length": 1, "url": "https://a.id/?x&y"}])


@pytest.mark.parametrize(("markup", "reason"), [
    (keys("d" * 65), "BUTTON_DATA_INVALID"),
    (keys("é" * 33), "BUTTON_DATA_INVALID"),
    (keys(""), "BUTTON_DATA_INVALID"),
    (keys(*"d" * 101), "too long"),
    ({"inline_keyboard": [keys("d")["inline_keyboard"][0] * 9]}, "too long"),
    ({"inline_keyboard": [[{"callback_data": "d"}]]}, "unallowed"),
])
def test_keyboard_that_telegram_refuses(api, markup, reason):
    with pytest.raises(Refusal, match=reason):
        send(api, reply_markup=markup)


def test_keyboard_at_the_limits(api):
    assert send(api, reply_markup=keys(*["d" * 64] * 100))["reply_markup"]


def test_quoting_a_message_that_is_gone(api):
    with pytest.raises(Refusal, match="message to be replied not found"):
        send(api, reply_parameters={"message_id": 1})
    assert send(api, reply_parameters={"message_id": 1, "allow_sending_without_reply": True})


def test_edit_that_changes_nothing(api):
    number = str(send(api)["message_id"])
    edit = {"chat_id": "11", "message_id": number, "parse_mode": "HTML"}
    with pytest.raises(Refusal, match="message is not modified"):
        api.handle("editMessageText", edit | {"text": "halo"})
    api.handle("editMessageText", edit | {"text": "<b>halo</b>"})
    assert api.sent(11)[0]["entities"]


def test_press_can_be_answered_once_and_in_time(api):
    for old, refusals in ((False, 1), (True, 2)):
        query = api.push(press(ANI, "d", content(ANI, text="x"), old_query=old))["callback_query"]
        refused = 0
        for _ in range(2):
            try:
                api.handle("answerCallbackQuery", {"callback_query_id": query["id"]})
            except Refusal:
                refused += 1
        assert refused == refusals


def test_updates_wait_are_confirmed_by_offset_and_filtered_by_kind(api):
    first = api.handle("getUpdates", {})[0]["update_id"]
    assert api.handle("getUpdates", {"offset": str(first)})
    waiting = {"offset": str(first + 1), "timeout": "5", "allowed_updates": '["message"]'}
    results = []
    thread = Thread(target=lambda: results.extend(api.handle("getUpdates", waiting)))
    thread.start()
    api.push(press(ANI, "d", content(ANI, text="x")))
    api.push(message(ANI, "lagi"))
    thread.join(2)
    assert [update["message"]["text"] for update in results] == ["lagi"]


@pytest.mark.parametrize(("text", "parts", "arrives"), [
    ("halo semua", {}, False),
    (f"halo @{BOT['username']}", {}, False),
    ("/program", {}, False),
    ("/program@BotLain", {}, False),
    (f"/program@{BOT['username']}", {}, True),
    ("ya", {"reply_to_message": {"message_id": 9, "from": BOT}}, True),
])
def test_privacy_mode(api, text, parts, arrives):
    assert bool(api.push(message(GROUP, text, **parts))) is arrives
    open_api = FakeBotApi(privacy=False)
    assert open_api.push(message(GROUP, text, **parts))


def test_plain_command_arrives_when_the_bot_spoke_last(api):
    api.push(message(GROUP, "halo"))
    send(api, chat_id=GROUP["chat"]["id"])
    assert api.push(message(GROUP, "/program"))


def test_fault_hits_its_method_and_chat_as_often_as_told(api):
    api.push(message(private(12), "halo"))
    api.faults.append(Fault("sendMessage", chat_id=12, refusal=Refusal("Too Many Requests", 429, retry_after=1)))
    assert send(api, chat_id=11)
    with pytest.raises(Refusal, match="Too Many"):
        send(api, chat_id=12)
    assert send(api, chat_id=12)
    assert [call.refused for call in api.made("sendMessage")] == [None, "Too Many Requests", None]


def test_waiting_for_a_call_that_never_comes_fails(api):
    with pytest.raises(AssertionError, match="0 of 1 sendMessage"):
        api.wait_for("sendMessage", timeout=0.01)


@pytest.mark.parametrize(("token", "code"), [(TOKEN, 200), ("1:x", 401)])
def test_over_http(api, token, code):
    with FakeServer(api) as server:
        request = urllib.request.Request(f"{server.root}/bot{token}/sendMessage",
                                         urlencode({"chat_id": 11, "text": "a & é"}).encode())
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request) as response:
                assert (response.status, json.load(response)["result"]["text"]) == (code, "a & é")
        except urllib.error.HTTPError as error:
            assert (error.code, json.load(error)["error_code"]) == (code, code)
            error.close()
