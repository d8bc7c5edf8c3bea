"""The fake's own tests: each rule once, so that a green test of the bot means something."""

import json
import urllib.request
from threading import Thread
from urllib.parse import urlencode

import pytest

from tests.fake_bot_api import BOT, TOKEN, FakeBotApi, FakeServer, Fault, Refusal
from tests.fake_bot_api.rules import parse_html
from tests.fake_bot_api.updates import content, edited, group, inline, membership, message, press, private

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
    ("<b expandable>a</b>", "bad attributes"),
    ("<blockquote folded>a</blockquote>", "bad attributes"),
    ("<blockquote>a<blockquote>b</blockquote></blockquote>", "can't be nested"),
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
    ({"inline_keyboard": [[{"text": "a"}]]}, "unallowed"),
    ({"inline_keyboard": [[{"text": "a", "callback_data": "d", "url": "https://a.id"}]]}, "unallowed"),
    ({"inline_keyboard": [[{"text": "a", "link": "d"}]]}, "unknown to InlineKeyboardButton"),
    ({"inline_keyboard": [[{"text": "a", "url": "javascript:x"}]]}, "BUTTON_URL_INVALID"),
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


def test_folded_quote():
    assert parse_html("<blockquote expandable>a\nb</blockquote>") == (
        "a\nb", [{"type": "expandable_blockquote", "offset": 0, "length": 3}])


PNG = ("grafik.png", b"\x89PNG...")


def send_file(api, method="sendPhoto", file=PNG, **raw):
    name = method.removeprefix("send").lower()
    files, given = ({}, {name: file}) if isinstance(file, str) else ({name: file}, {})
    return api.handle(method, {"chat_id": "11", **given, **raw}, files)


def test_file_is_uploaded_once_and_sent_again_by_its_id(api):
    first = send_file(api, caption="<b>a</b>", parse_mode="HTML")
    assert (first["caption"], first["caption_entities"]) == ("a", [{"type": "bold", "offset": 0, "length": 1}])
    again = send_file(api, file=first["photo"][0]["file_id"])
    assert again["photo"][0]["file_id"] == first["photo"][0]["file_id"]
    assert api.file(again["photo"][0]["file_id"]) == PNG
    document = send_file(api, "sendDocument", ("ringkasan.pdf", b"%PDF"))
    assert document["document"]["file_name"] == "ringkasan.pdf"


@pytest.mark.parametrize(("method", "file", "raw", "reason"), [
    ("sendPhoto", "berkas-lain", {}, "wrong file identifier"),
    ("sendPhoto", ("a.png", b"bukan gambar"), {}, "IMAGE_PROCESS_FAILED"),
    ("sendPhoto", PNG, {"caption": "a" * 1025}, "caption is too long"),
    ("sendDocument", ("a.pdf", b""), {}, "non-empty"),
    ("sendPhoto", PNG, {"text": "a"}, "unknown"),
])
def test_file_that_telegram_refuses(api, method, file, raw, reason):
    with pytest.raises(Refusal, match=reason):
        send_file(api, method, file, **raw)


def test_picture_cannot_become_text(api):
    number = str(send_file(api)["message_id"])
    with pytest.raises(Refusal, match="no text in the message"):
        api.handle("editMessageText", {"chat_id": "11", "message_id": number, "text": "a"})


def test_keyboard_is_changed_and_not_twice(api):
    sent = send(api, reply_markup=keys("a"))
    changed = {"chat_id": "11", "message_id": str(sent["message_id"]), "reply_markup": json.dumps(keys("b"))}
    assert api.handle("editMessageReplyMarkup", changed)["reply_markup"] == keys("b")
    with pytest.raises(Refusal, match="not modified"):
        api.handle("editMessageReplyMarkup", changed)


def test_only_own_messages_are_deleted(api):
    [theirs, *_] = api._messages[11]
    with pytest.raises(Refusal, match="message to delete not found"):
        api.handle("deleteMessage", {"chat_id": "11", "message_id": str(theirs)})
    number = send(api)["message_id"]
    assert api.handle("deleteMessage", {"chat_id": "11", "message_id": str(number)})
    assert api.sent(11) == []


def card(**parts):
    return {"type": "article", "id": "a", "title": "b", "input_message_content": {"message_text": "c"}, **parts}


@pytest.mark.parametrize(("results", "button", "reason"), [
    ([card(id="a" * 65)], None, "RESULT_ID_INVALID"),
    ([card(), card()], None, "RESULT_ID_DUPLICATE"),
    ([card(id=str(number)) for number in range(51)], None, "RESULTS_TOO_MUCH"),
    ([card(colour="red")], None, "unknown to InlineQueryResultArticle"),
    ([card(input_message_content={"message_text": "<x>", "parse_mode": "HTML"})], None, "unsupported start tag"),
    ([card(reply_markup=keys("d" * 65))], None, "BUTTON_DATA_INVALID"),
    ([], {"text": "a", "start_parameter": "a b"}, "START_PARAM_INVALID"),
])
def test_cards_that_telegram_refuses(api, results, button, reason):
    query = api.push(inline(ANI, "kukar"))["inline_query"]["id"]
    raw = {"inline_query_id": query, "results": json.dumps(results)}
    with pytest.raises(Refusal, match=reason):
        api.handle("answerInlineQuery", raw | ({"button": json.dumps(button)} if button else {}))


def test_inline_query_is_answered_once(api):
    query = api.push(inline(ANI, "kukar"))["inline_query"]["id"]
    raw = {"inline_query_id": query, "results": json.dumps([card()])}
    assert api.handle("answerInlineQuery", raw)
    with pytest.raises(Refusal, match="query is too old"):
        api.handle("answerInlineQuery", raw)


@pytest.mark.parametrize(("method", "raw", "reason"), [
    ("setMyCommands", {"commands": '[{"command": "Mulai", "description": "a"}]'}, "BOT_COMMAND_INVALID"),
    ("setMyCommands", {"commands": '[{"command": "a", "description": ""}]'}, "DESCRIPTION_INVALID"),
    ("setMyCommands", {"commands": "[]", "scope": '{"type": "chat", "chat_id": 99}'}, "chat not found"),
    ("setMyDescription", {"description": "a" * 513}, "DESCRIPTION_INVALID"),
    ("setMyShortDescription", {"short_description": "a" * 121}, "DESCRIPTION_INVALID"),
    ("answerCallbackQuery", {"callback_query_id": "1", "text": "a" * 201}, "MESSAGE_TOO_LONG"),
])
def test_introduction_that_telegram_refuses(api, method, raw, reason):
    with pytest.raises(Refusal, match=reason):
        api.handle(method, raw)


def test_privacy_mode_holds_for_edits_and_lets_inline_cards_through():
    api = FakeBotApi()
    api.push(membership(GROUP))
    assert api.push(edited(message(GROUP, "halo"), "halo semua")) is None
    assert api.push(message(GROUP, "kartu", via_bot=BOT))


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


def test_upload_over_http(api):
    parts = "".join(f'--x\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n'
                    for name, more, value in (("chat_id", "", "11"), ("caption", "", "é"),
                                              ("document", '; filename="a.pdf"', "%PDF")))
    with FakeServer(api) as server:
        request = urllib.request.Request(f"{server.root}/bot{TOKEN}/sendDocument", f"{parts}--x--\r\n".encode(),
                                         {"Content-Type": "multipart/form-data; boundary=x"})
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as response:
            sent = json.load(response)["result"]
    assert (sent["caption"], api.file(sent["document"]["file_id"])) == ("é", ("a.pdf", b"%PDF"))


def test_a_person_s_file_is_fetched_by_the_path_that_is_told(api):
    held = api.upload("tema.yaml", b"tema: {}")
    assert (held["file_name"], held["file_size"]) == ("tema.yaml", 8)
    with pytest.raises(Refusal, match="invalid file_id"):
        api.handle("getFile", {"file_id": "ngawur"})
    with pytest.raises(Refusal, match="too big"):
        api.handle("getFile", {"file_id": api.upload("besar.zip", bytes(20_000_001))["file_id"]})
    path = api.handle("getFile", {"file_id": held["file_id"]})["file_path"]
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with FakeServer(api) as server:
        with opener.open(f"{server.root}/file/bot{TOKEN}/{path}") as response:
            assert response.read() == b"tema: {}"
        for wrong in (f"/file/bot1:x/{path}", f"/file/bot{TOKEN}/documents/lain.yaml", f"/bot{TOKEN}/{path}"):
            with pytest.raises(urllib.error.HTTPError) as refused:
                opener.open(server.root + wrong)
            assert refused.value.code == 404
            refused.value.close()


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
