"""What the inbox promises: an answer for every question, once, and a word where that cannot be known."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from bot.answering.reply import Block, Reply, Status
from bot.channels.telegram import handling, ordering, texts
from bot.channels.telegram.arrivals import arrival_of
from bot.storage import log
from bot.storage.errors import StorageError
from bot.storage.inbox import Inbox
from bot.understanding.conversation import Conversation, Focus
from tests.databases import execute
from tests.fake_bot_api import BOT, Fault, Refusal
from tests.fake_bot_api.updates import content, group, membership, message, press, private

ANI = private(11, "Ani")
GROUP = group(-100_777)
NAME = BOT["username"]


def url(telegram):
    return f"sqlite+aiosqlite:///{telegram._database}"


async def depth(telegram):
    return (await telegram.inbox.depth()).updates


async def left_behind(telegram, *updates, sending=False):
    """Bring updates to a process that ends before it answers (or while it sends)."""
    arrived = [telegram.api.push(update) for update in updates]
    await telegram.inbox.put([arrival_of(update, frozenset()) for update in arrived])
    if sending:
        for update in arrived:
            await telegram.inbox.claim(update["update_id"])
    return arrived


async def test_what_an_earlier_process_left_is_answered_in_order(telegram):
    await left_behind(telegram, message(ANI, "satu"), message(ANI, "dua"))
    await telegram.give(message(ANI, "tiga"))
    assert [row["question"] for row in telegram.rows()] == ["satu", "dua", "tiga"]
    assert [text.split("\n")[0] for text in telegram.texts(11)] == ["tanya: satu", "tanya: dua", "tanya: tiga"]
    assert await depth(telegram) == 0


async def test_an_update_that_telegram_brings_again_is_answered_once(telegram):
    update = telegram.api.push(message(ANI, "halo"))
    for _ in range(3):
        await telegram.take(update)
    assert len(telegram.texts(11)) == len(telegram.rows()) == 1


async def test_a_reply_that_may_have_gone_out_is_sent_again_with_a_word_of_warning(telegram):
    await left_behind(telegram, message(ANI, "halo"), sending=True)
    await telegram.take()
    [text] = telegram.texts(11)
    assert text.startswith(texts.SENT_AGAIN + "\n\ntanya: halo")
    [row] = telegram.rows()
    assert row["delivery"] == "terkirim; dikirim ulang, yang lama mungkin sudah terkirim"


async def test_that_a_reply_is_about_to_leave_is_written_before_it_leaves(telegram, monkeypatch):
    steps = []
    claim = Inbox.claim

    async def noted(self, update_id):
        steps.append(("noted", len(telegram.api.made("sendMessage"))))
        return await claim(self, update_id)

    monkeypatch.setattr(Inbox, "claim", noted)
    await telegram.give(message(ANI, "halo"))
    assert steps == [("noted", 0)]
    assert [row["delivery"] for row in telegram.rows()] == ["terkirim"]


@pytest.mark.parametrize("refusal", [
    Refusal("Internal Server Error", 500), Refusal("Bad Gateway", 502), Refusal("Too Many Requests", 429,
                                                                               retry_after=600)], ids=str)
async def test_a_reply_that_telegram_did_not_take_goes_out_later_and_in_order(telegram, monkeypatch, refusal):
    monkeypatch.setattr(ordering, "FIRST_PAUSE", 0.05)
    telegram.api.faults.append(Fault("sendMessage", 11, refusal, times=2))
    parts = [telegram.api.push(message(ANI, text)) for text in ("satu", "dua")]
    waiting = asyncio.create_task(telegram.keep(*parts))
    await asyncio.to_thread(telegram.api.wait_for, "sendMessage", 11, 4)
    await waiting
    assert [text.split("\n")[0] for text in telegram.texts(11)] == ["tanya: satu", "tanya: dua"]
    assert [row["delivery"] for row in telegram.rows()] == ["terkirim", "terkirim"]


async def test_a_reply_of_which_only_the_beginning_went_out_comes_again_with_a_word_of_warning(telegram, monkeypatch):
    monkeypatch.setattr(ordering, "FIRST_PAUSE", 0.05)
    telegram.assistant.replies["panjang"] = Reply(Status.ANSWERED, (Block(("a" * 3000,)), Block(("b" * 3000,))))
    telegram.api.faults.append(Fault("sendMessage", 11, Refusal("Bad Gateway", 502), text="b" * 3000))
    await telegram.keep(telegram.api.push(message(ANI, "panjang")))
    first, warned, *_ = telegram.texts(11)
    assert first.startswith("a") and warned.startswith(texts.SENT_AGAIN)
    assert [row["question"] for row in telegram.rows()] == ["panjang"]


async def test_a_press_whose_reply_did_not_go_out_is_no_double_tap(telegram, monkeypatch):
    monkeypatch.setattr(ordering, "FIRST_PAUSE", 0.05)
    await telegram.give(message(ANI, "halo"))
    telegram.api.faults.append(Fault("sendMessage", 11, Refusal("Bad Gateway", 502)))
    await telegram.keep(telegram.api.push(press(ANI, "depok", telegram.api.sent(11)[-1])))
    assert telegram.texts(11)[-1].startswith("tautan: depok")
    assert len(telegram.rows()) == 2


async def test_a_group_that_moved_long_ago_is_still_followed(telegram):
    await telegram.give(message(group(-7, kind="group"), f"/tanya@{NAME} halo"))
    await left_behind(telegram, {"message": content(group(-7, kind="group"), migrate_to_chat_id=-100_8,
                                                    date=int(time.time()) - 25 * 3600)})
    await telegram.take()
    assert await telegram.parts.dialogue.chats.has_moved_here(-100_8)


async def test_questions_of_more_than_a_day_ago_get_one_summary(telegram):
    old = int(time.time()) - 25 * 3600
    await left_behind(telegram, *(message(ANI, f"soal {number} <b>", date=old + number) for number in range(7)),
                      {"edited_message": content(ANI, text="ralat", edit_date=old, date=old)},
                      message(private(12), "lain", date=old))
    execute(url(telegram), "UPDATE inbox SET received_at = '2020-01-01 00:00:00.000000'")
    await telegram.give(message(ANI, "soal baru"))
    summary, fresh = telegram.texts(11)
    assert summary.startswith(texts.LATE_BEGINNING) and summary.endswith(texts.LATE_END)
    assert "soal 0 <b>" in summary and "soal 4 <b>" in summary and "soal 5" not in summary
    assert texts.late_more(2) in summary
    assert fresh.startswith("tanya: soal baru")
    assert len(telegram.texts(12)) == 1
    assert [row["intent"] for row in telegram.rows() if row["question"].startswith("soal")].count("terlambat") == 7
    assert len({row["update_id"] for row in telegram.rows()}) == 9
    assert await depth(telegram) == 0


async def test_old_buttons_greetings_and_talk_of_others_are_let_go_in_silence(telegram):
    telegram.api.privacy = False
    old = int(time.time()) - 25 * 3600
    await left_behind(telegram, press(ANI, "depok", content(ANI, text="x")), membership(GROUP),
                      message(GROUP, "obrolan lain", date=old), message(GROUP, f"/tanya@{NAME} halo", date=old))
    execute(url(telegram), "UPDATE inbox SET received_at = '2020-01-01 00:00:00.000000'")
    await telegram.take()
    [summary] = telegram.texts()
    assert f"/tanya@{NAME} halo" in summary and "obrolan lain" not in summary
    assert await depth(telegram) == 0


async def test_a_day_is_counted_by_telegrams_clock(telegram):
    """A clock that is a week ahead makes no question old: `TelegramClock` takes that off."""
    telegram.now = lambda: datetime.now(UTC) + timedelta(hours=23)
    await telegram.give(message(ANI, "halo"))
    assert telegram.texts(11)[0].startswith("tanya: halo")


@pytest.mark.parametrize("update", [
    {"update_id": 5, "message": "tulisan"}, {"update_id": 6}, {"update_id": 7, "message": {"chat": {"id": "x"}}},
    {"update_id": 2**70, "message": {"chat": {"id": 1}}}, {"update_id": 8, "poll": {"id": "1"}},
], ids=str)
async def test_what_is_no_update_is_let_go_with_a_line_in_the_log(telegram, caplog, update):
    await telegram.take(update)
    assert "tidak dapat dibaca dan dilewati" in caplog.text
    assert await depth(telegram) == 0


async def test_an_update_that_the_library_cannot_read_holds_up_nobody(telegram, caplog):
    broken = {"update_id": 5, "message": {"message_id": 1, "date": 1, "chat": {"id": 11}, "entities": [1]}}
    await telegram.take(broken, telegram.api.push(message(ANI, "halo")))
    assert len(telegram.texts(11)) == 1
    assert "Pesan 5 tidak dapat dibaca" in caplog.text
    assert await depth(telegram) == 0


async def test_a_lost_key_costs_the_waiting_updates_and_nothing_else(telegram, caplog):
    await left_behind(telegram, message(ANI, "halo"))
    execute(url(telegram), "UPDATE inbox SET payload = x'00'")
    await telegram.give(message(ANI, "lagi"))
    assert [row["question"] for row in telegram.rows()] == ["lagi"]
    assert "berkas kunci berganti" in caplog.text


async def test_what_is_personal_never_reaches_the_disk(telegram):
    number = "0812-3456-7890"
    contact = {"phone_number": "+6281234567890", "first_name": "Rahasia"}
    arrived = [arrival_of({"update_id": 1, **message(ANI, f"/tanya nomor saya {number}", reply_to_message=content(
        ANI, text=f"NIK 3276051234567890 {number}"))}, frozenset()),
        arrival_of({"update_id": 2, "message": content(ANI, contact=contact, caption="a@b.id")}, frozenset())]
    stored = str([arrival.payload for arrival in arrived])
    assert not [secret for secret in (number, "81234567890", "3276051234567890", "Rahasia", "a@b.id")
                if secret in stored]
    admin = arrival_of({"update_id": 1, **message(ANI, f"hubungi {number}")}, frozenset({11}))
    assert number in str(admin.payload)
    await telegram.give(message(ANI, f"tolong hubungi saya di {number} ya"))
    assert telegram.rows()[0]["question"] == "tolong hubungi saya di [angka] ya"
    assert number not in telegram.texts(11)[0]


async def test_few_replies_are_on_their_way_at_a_time_unless_telegram_is_slow(telegram, monkeypatch):
    monkeypatch.setattr(handling, "SLOW_SECONDS", 0.2)
    telegram.application.bot.rate_limiter._places = asyncio.Semaphore(2)
    telegram.api.faults += [Fault("sendMessage", number, seconds=1.0) for number in (20, 21, 22)]
    started = time.monotonic()
    await telegram.give_together(*(message(private(number), "halo") for number in range(20, 30)))
    quick = [call.time - started for number in range(23, 30) for call in telegram.api.made("sendMessage", number)]
    assert len(quick) == 7
    assert min(quick) > 0.19 and max(quick) < 0.9
    assert len(telegram.rows()) == 10


async def test_a_chat_that_waits_for_a_place_does_not_hold_the_one_it_had(telegram):
    telegram.application.bot.rate_limiter._places = asyncio.Semaphore(1)
    started = time.monotonic()
    await telegram.give_together(*(message(private(number), text) for text in ("satu", "dua") for number in (20, 21)))
    assert time.monotonic() - started < handling.SLOW_SECONDS
    assert len(telegram.rows()) == 4


async def test_the_next_answer_is_thought_over_while_the_last_row_is_written_and_leaves_after_it(telegram, monkeypatch):
    steps, write, reply = [], log._inserted, telegram.assistant.reply

    def slowly(connection, rows):
        time.sleep(0.2)
        ids = write(connection, rows)
        steps.extend(f"written {row['question']}" for row in rows)
        return ids

    async def noted(question, conversation):
        steps.append(f"thought {question}")
        return await reply(question, conversation)

    monkeypatch.setattr(log, "_inserted", slowly)
    monkeypatch.setattr(telegram.assistant, "reply", noted)
    # otherwise what the conversation was about is read from behind the row
    monkeypatch.setattr(telegram.assistant, "conversation", lambda key: Conversation(last_seen=1.0))
    await telegram.give_together(message(ANI, "satu"), message(ANI, "dua"))
    assert steps == ["thought satu", "thought dua", "written satu", "written dua"]
    assert [text.split("\n")[0] for text in telegram.texts(11)] == ["tanya: satu", "tanya: dua"]
    assert await depth(telegram) == 0


async def test_a_row_that_cannot_be_written_holds_up_no_answer(telegram, monkeypatch, caplog):
    def full(connection, rows):
        raise StorageError("Disk penuh.")

    with monkeypatch.context() as patched:
        patched.setattr(log, "_inserted", full)
        await telegram.give_together(message(ANI, "satu"), message(ANI, "dua"))
    assert len(telegram.texts(11)) == 2 and telegram.rows() == []
    assert caplog.text.count("Disk penuh.") == 2
    assert await depth(telegram) == 0


async def test_a_follow_up_is_understood_after_a_restart(telegram, monkeypatch):
    seen = []

    async def reply(question, conversation):
        seen.append((question, conversation.focus.regions))
        conversation.focus = Focus(intent="prevalence", regions=("64.02",))
        conversation.last_seen = time.monotonic()
        return telegram.assistant._echo(question)

    monkeypatch.setattr(telegram.assistant, "reply", reply)
    await telegram.give(message(ANI, "angka Kukar"), message(ANI, "sejak kapan"), message(private(12), "lain"))
    assert seen == [("angka Kukar", ()), ("sejak kapan", ("64.02",)), ("lain", ())]
    execute(url(telegram), "UPDATE conversation SET seen_at = '2020-01-01 00:00:00'")
    await telegram.give(message(ANI, "besoknya"))
    assert seen[-1] == ("besoknya", ())
