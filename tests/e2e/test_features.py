"""What the bot offers on Telegram beside answering a typed question: buttons, pictures, cards, links, groups."""

import io

import pytest
import zxingcpp
from PIL import Image

from bot.channels.telegram import texts
from tests.e2e.chats import groups, number, numbers
from tests.fake_bot_api import BOT
from tests.fake_bot_api.updates import content, group, inline, membership, message, press, private

NAME = BOT["username"]


def asked(api, bot, where, text, **parts):
    """Ask, wait for the row, and return the newest message in the chat."""
    bot.rows_of([api.push(message(where, text, **parts))])
    return api.sent(number(where))[-1]


def tapped(api, bot, where, on, label):
    """Press the button that reads so (or begins so); return the newest message, and the one pressed as it is now."""
    [data] = [key["callback_data"] for row in on["reply_markup"]["inline_keyboard"] for key in row
              if key["text"] == label or key["text"].startswith(f"{label} (")]
    update = api.push(press(where, data, on))
    bot.rows_of([update])
    sent = api.sent(number(where))
    return sent[-1], next(one for one in sent if one["message_id"] == on["message_id"])


def toast(api, bot, where, on, data):
    """Press a button and return the line that is shown over the chat."""
    update = api.push(press(where, data, on))
    bot.rows_of([update])
    [call] = [call for call in api.made("answerCallbackQuery")
              if call.parameters["callback_query_id"] == update["callback_query"]["id"]]
    return call.parameters.get("text")


def labels(sent):
    return [key["text"] for row in sent["reply_markup"]["inline_keyboard"] for key in row]


def votes(bot, chat_key):
    return [row["value"] for row in bot.select(
        "SELECT v.value FROM vote v JOIN message m ON m.id = v.message_id WHERE m.chat_key = ? ORDER BY v.rowid",
        chat_key)]


def test_first_contact_in_three_lines_and_four_buttons(api, bot, ani):
    greeting = asked(api, bot, ani, "/start")
    assert len([line for line in greeting["text"].split("\n") if line]) == 3
    assert labels(greeting) == [label for label, _ in texts.START_BUTTONS]
    for label in labels(greeting):
        page, untouched = tapped(api, bot, ani, greeting, label)
        assert untouched == greeting and page["message_id"] != greeting["message_id"]


def test_from_the_list_to_an_answer_with_buttons_alone(api, bot, ani):
    first = asked(api, bot, ani, "/daftar")
    page = first
    for label, title in (("Kalimantan", "Kalimantan"), ("Kalimantan Timur", "Kalimantan Timur"),
                         ("Kab. Kutai Kartanegara", "Kabupaten Kutai Kartanegara")):
        page, edited = tapped(api, bot, ani, page, label)
        assert page == edited and page["message_id"] == first["message_id"]
        assert page["text"].startswith(title)
    answer, page = tapped(api, bot, ani, page, "Raga Pantas")
    assert answer["message_id"] != first["message_id"] and "Gerakan Keluarga Peduli" in answer["text"]
    tapped(api, bot, ani, page, "‹ Kalimantan Timur")
    assert page["message_id"] == first["message_id"]
    assert api.sent(number(ani))[0]["text"].startswith("Kalimantan Timur")


def test_last_page_is_one_tap_away(api, bot, ani):
    asked(api, bot, ani, "/daftar")
    [first] = api.sent(number(ani))
    tapped(api, bot, ani, first, "Studi tiru")
    [page] = api.sent(number(ani))
    *_, last = (label for label in labels(page) if label.isdigit())
    tapped(api, bot, ani, page, last)
    [page] = api.sent(number(ani))
    assert f"Halaman {last} dari {last}" in page["text"] and f"· {last} ·" in labels(page)
    assert toast(api, bot, ani, page, f"d:s:{last}") is None
    assert first["message_id"] == page["message_id"]


def test_a_province_stands_on_one_page(api, bot, ani):
    asked(api, bot, ani, "/daftar")
    for label in ("Jawa", "Jawa Tengah"):
        tapped(api, bot, ani, api.sent(number(ani))[0], label)
    [page] = api.sent(number(ani))
    regions = [label.partition(" (")[0] for label in labels(page) if label.startswith(("Kab. ", "Kota "))]
    assert len(regions) == 35 and regions == sorted(regions) and regions[-1] == "Kota Tegal"
    assert toast(api, bot, ani, page, "d:p:33:3") is None
    assert labels(api.sent(number(ani))[0]) == labels(page)


def test_long_answer_shows_its_beginning_and_then_the_whole(api, bot, ani):
    beginning = asked(api, bot, ani, "program apa di Surabaya")
    assert len(beginning["text"].split("\n\nSumber:")[0]) < 900
    assert labels(beginning)[0] == "Selengkapnya"
    whole, _ = tapped(api, bot, ani, beginning, "Selengkapnya")
    assert len(api.sent(number(ani))) == 1 or "reply_markup" not in api.sent(number(ani))[0]
    assert len(api.sent(number(ani))[0]["text"]) > len(beginning["text"])
    assert "Selengkapnya" not in labels(whole) and "👍" in labels(whole)
    assert toast(api, bot, ani, beginning, "m:") is None
    assert votes(bot, bot.rows()[-1]["chat_key"]) == []
    assert toast(api, bot, ani, whole, "v:up") == texts.THANKS
    assert votes(bot, bot.rows()[-1]["chat_key"]) == ["up"]


def test_vote_can_be_changed_and_is_shown(api, bot, ani):
    answer = asked(api, bot, ani, "apa itu stunting")
    for data, label in (("v:up", "👍 ✓"), ("v:down", "👎 ✓")):
        assert toast(api, bot, ani, answer, data) == texts.THANKS
        [answer] = api.sent(number(ani))
        assert [one for one in labels(answer) if "✓" in one] == [label]
    assert votes(bot, bot.rows()[-1]["chat_key"]) == ["down"]


def test_everyone_in_a_group_has_one_vote(api, bot, pkk):
    answer = asked(api, bot, pkk, f"/tanya@{NAME} apa itu stunting")
    for user, data in ((7, "v:up"), (8, "v:down"), (7, "v:down"), (9, "v:up")):
        toast(api, bot, group(number(pkk), user), answer, data)
    assert sorted(votes(bot, bot.rows()[-1]["chat_key"])) == ["down", "down", "up"]
    assert "✓" not in " ".join(labels(api.sent(number(pkk))[0]))


def test_whoever_was_misunderstood_is_offered_ways_on(api, bot, ani):
    answer = asked(api, bot, ani, "Raga Pantas sejak kapan")
    sorry, _ = tapped(api, bot, ani, answer, "Bukan ini maksud saya")
    assert sorry["text"] == texts.SORRY_MISREAD
    assert {"Raga Pantas", "Kabupaten Kutai Kartanegara", texts.CATALOGUE} <= set(labels(sorry))
    assert votes(bot, bot.rows()[-1]["chat_key"]) == ["misread"]


def test_greetings_and_questions_back_ask_for_no_opinion(api, bot, ani):
    for text in ("halo", "angka stunting Bogor", "resep rendang", "anak saya kejang"):
        assert "👍" not in str(asked(api, bot, ani, text).get("reply_markup"))


def test_chart_is_a_photo_with_its_caption_and_uploaded_once(api, bot, ani):
    for where in (ani, private(next(numbers))):
        photo = asked(api, bot, where, "/grafik Kota Bontang")
        assert "Kota Bontang" in photo["caption"] and "Sumber:" in photo["caption"] and photo["reply_markup"]
    first, second = api.made("sendPhoto")[-2:]
    assert first.parameters["photo"][1].startswith(b"\x89PNG")
    assert second.parameters["photo"] == photo["photo"][0]["file_id"]
    assert toast(api, bot, where, photo, "v:up") == texts.THANKS


def test_brief_is_a_document_and_uploaded_once(api, bot, ani):
    for _ in range(2):
        document = asked(api, bot, ani, "/ringkasan Raga Pantas")
    assert document["document"]["file_name"] == "ringkasan-raga-pantas.pdf"
    first, second = api.made("sendDocument")[-2:]
    assert first.parameters["document"][1].startswith(b"%PDF")
    assert second.parameters["document"] == document["document"]["file_id"]


@pytest.mark.parametrize(("asks", "payload", "title"), [
    ("/bagikan", "", texts.BOT_NAME), ("/bagikan Raga Pantas", "?start=raga-pantas", "Raga Pantas"),
    ("/bagikan Depok", "?start=3276", "Kota Depok"), ("/bagikan Kalimantan Timur", "?start=64", "Kalimantan Timur")])
def test_link_with_a_picture_that_a_phone_can_read(api, bot, ani, asks, payload, title):
    photo = asked(api, bot, ani, asks)
    _, png = api.file(photo["photo"][0]["file_id"])
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))
    assert code.text == f"https://t.me/{NAME}{payload}"
    assert code.text in photo["caption"] and title in photo["caption"]
    if payload:
        opened = asked(api, bot, private(next(numbers)), f"/start {payload.removeprefix('?start=')}")
        assert title in opened["text"]


def test_namesakes_to_share_are_chosen_from(api, bot, ani):
    choice = asked(api, bot, ani, "/bagikan Bogor")
    photo, _ = tapped(api, bot, ani, choice, "Kota Bogor")
    assert "?start=3271" in photo["caption"]


def offered(api, query):
    """Type a query and return the parameters of its answer."""
    typed = api.push(inline(private(next(numbers)), query))["inline_query"]["id"]
    api.wait_until(lambda: any(call.parameters["inline_query_id"] == typed for call in api.made("answerInlineQuery")))
    [call] = [call for call in api.made("answerInlineQuery") if call.parameters["inline_query_id"] == typed]
    assert call.refused is None and len(call.parameters["results"]) <= 10
    return call.parameters


def test_inline_cards_in_any_chat(api, bot):
    answer = offered(api, "kukar")
    assert (answer["cache_time"], answer["button"]["text"]) == (300, texts.OPEN_BOT)
    cards = {card["id"]: card for card in answer["results"]}
    assert {"6402", "prevalence--6402", "raga-pantas"} <= set(cards)
    [[button]] = cards["raga-pantas"]["reply_markup"]["inline_keyboard"]
    assert button["url"] == f"https://t.me/{NAME}?start=raga-pantas"
    assert len(offered(api, "")["results"]) == 10
    for query in ("x" * 256, "🙂"):
        assert (offered(api, query)["results"], offered(api, query)["button"]["text"]) == ([], texts.NOT_FOUND)
    assert offered(api, "bontng")["results"][0]["title"] == "Kota Bontang"


def test_card_that_was_put_into_a_chat_is_no_question(api, bot, ani, pkk):
    for where in (ani, pkk):
        api.push(message(where, "Raga Pantas", via_bot=BOT))
    asked(api, bot, private(next(numbers)), "halo")
    assert api.sent(number(ani)) == api.sent(number(pkk)) == []


def test_mistyped_command(api, bot, ani):
    assert "/grafik" in asked(api, bot, ani, "/grafk Depok")["text"]


def test_album_gets_one_polite_answer(api, bot, ani):
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}]
    updates = [api.push({"message": content(ani, photo=photo, media_group_id="77")}) for _ in range(4)]
    assert len(bot.rows_of(updates)) == 4
    assert [sent["text"] for sent in api.sent(number(ani))] == [texts.TEXT_ONLY]


def test_group_is_greeted_once_and_left_alone_when_the_bot_is_removed(api, bot, pkk):
    for change in (("left", "member"), ("member", "administrator")):
        api.push(membership(pkk, *change))
    api.wait_for("sendMessage", number(pkk))
    api.push(membership(pkk, "administrator", "kicked"))
    bot.until(lambda: bot.select("SELECT * FROM inactive_chat"))
    before = {row["chat_key"] for row in bot.select("SELECT chat_key FROM inactive_chat")}
    api.push(membership(pkk, "kicked", "member"))
    bot.until(lambda: before != {row["chat_key"] for row in bot.select("SELECT chat_key FROM inactive_chat")})
    api.wait_for("sendMessage", number(pkk), 2)
    assert len(api.sent(number(pkk))) == 2


def test_group_that_becomes_a_supergroup_keeps_its_history_and_is_not_greeted_again(api, bot):
    old, new = group(next(groups), kind="group"), group(next(groups))
    asked(api, bot, old, f"/tanya@{NAME} apa itu stunting")
    api.push({"message": content(old, migrate_to_chat_id=number(new))})
    api.push({"message": content(new, migrate_from_chat_id=number(old))})
    bot.until(lambda: bot.select("SELECT * FROM moved_chat"))
    api.push(membership(new))
    asked(api, bot, new, f"/tanya@{NAME} apa itu stunting")
    assert len(api.sent(number(new))) == 1
    key = bot.rows()[-1]["chat_key"]
    assert len(bot.select("SELECT * FROM message WHERE chat_key = ?", key)) == 2


def test_nothing_of_all_this_was_worth_a_warning(bot):
    code, _ = bot.stop()
    assert code == 0
    assert not [word for word in ("WARNING", "ERROR", "Traceback", "Warning") if word in bot.output], bot.output
