"""Who may use the admins' desk and who may not, whatever is forged or forwarded."""

import logging

from bot.channels.telegram.admins import texts
from tests.channels.telegram.admins import ADMIN, STRANGER, Office, Person
from tests.channels.telegram.conftest import opened
from tests.fake_bot_api import BOT
from tests.fake_bot_api.updates import group, message, press, private

VERBS = ("a:0", "b:1", "i:1", "j:1", "s:1", "n:1", "+:1", "-:1")


def forged(token):
    return [f"k:{verb}" for verb in (*VERBS, *(f"{step}:{token}" for step in "xftug"), f"e:{token}:0",
                                     f"e:{token}:edukasi", "", ":", "j", "j:-1", "j:99999999999999999999", "zz:1:2:3")]


async def refused(office, give, who):
    """Do something that must change nothing but the log."""
    before = office.files(), await office.queue(), await office.shop.work_of(office.shop.key(ADMIN))
    rows = len(office.telegram.rows())
    await give()
    assert (office.files(), await office.queue(), await office.shop.work_of(office.shop.key(ADMIN))) == before
    assert await office.shop.edits.newest(5) == []
    assert await office.shop.work_of(office.shop.key(who)) == (before[2] if who == ADMIN else None)
    return office.telegram.rows()[rows:]


async def test_a_stranger_and_a_forged_callback_are_refused_logged_and_change_nothing(asked, caplog):
    caplog.set_level(logging.WARNING)
    await asked.preview()
    shown, _ = asked.admin.button("Terbitkan")
    token = (await asked.shop.work_of(asked.shop.key(ADMIN))).token
    forgeries = forged(token)
    await asked.stranger.say("halo")
    own = asked.stranger.messages[-1]
    for holder in (own, {**shown, "chat": own["chat"]}, shown):
        rows = await refused(asked, lambda holder=holder: asked.telegram.give(
            *(press(asked.stranger.where, data, holder) for data in forgeries)), STRANGER)
        assert [(row["intent"], row["status"], row["user_key"]) for row in rows] == [
            ("ditolak", "unknown", asked.shop.key(STRANGER))] * len(forgeries)
    assert caplog.text.count("ditolak (tombol)") == 3 * len(forgeries)
    toasts = {call.parameters.get("text") for call in asked.telegram.api.made("answerCallbackQuery")[-len(forgeries):]}
    assert toasts == {texts.ADMINS_ONLY}
    for command in ("antrean", "saran", "laporan", "ekspor", "versi", "batal"):
        [row] = await refused(asked, lambda command=command: asked.stranger.say(f"/{command}"), STRANGER)
        assert (row["intent"], row["status"]) == ("perintah_tidak_dikenal", "unknown")
        assert f"ditolak (/{command})" in caplog.text
    assert str(STRANGER) not in caplog.text
    [row] = await refused(asked, lambda: asked.stranger.send("tema.yaml", b"tema: {}"), STRANGER)
    assert row["intent"] == "bukan_tulisan" and asked.telegram.api.made("getFile") == []


async def test_an_admin_in_a_group_is_sent_to_the_private_chat(asked, caplog):
    await asked.preview()
    shown, data = asked.admin.button("Terbitkan")
    together = group(-5, ADMIN)
    await asked.telegram.give(message(together, "halo"))
    rows = await refused(asked, lambda: asked.telegram.give(
        press(together, data, {**shown, "chat": together["chat"]})), ADMIN)
    assert [row["intent"] for row in rows] == ["ditolak"]
    assert asked.telegram.api.made("answerCallbackQuery")[-1].parameters["text"] == texts.PRIVATE_ONLY
    await refused(asked, lambda: asked.telegram.give(message(together, f"/antrean@{BOT['username']}")), ADMIN)
    assert [shown["text"] for shown in asked.telegram.api.sent(-5)] == [texts.PRIVATE_ONLY]
    ask = message(together, f"/tanya@{BOT['username']} apa itu stunting")
    await refused(asked, lambda: asked.telegram.give(ask), ADMIN)
    assert asked.telegram.api.sent(-5)[-1]["text"].startswith("Stunting adalah")


async def test_who_is_no_admin_any_more_is_refused_in_the_middle_of_the_work(asked, api, tmp_path):
    await asked.preview()
    shown, data = asked.admin.button("Terbitkan")
    async with opened(api, tmp_path, admins=[5]) as telegram:
        later = Office(telegram, tmp_path / "pengetahuan")
        rows = await refused(later, lambda: telegram.give(press(later.admin.where, data, shown)), ADMIN)
        assert [row["intent"] for row in rows] == ["ditolak"]
        for text in ("/antrean", "/batal", "apa itu stunting"):
            [row] = await refused(later, lambda text=text: later.admin.say(text), ADMIN)
            assert row["intent"] != "pengelola"


async def test_another_admin_cannot_use_the_first_one_s_steps(asked, api, tmp_path):
    await asked.preview()
    shown, data = asked.admin.button("Terbitkan")
    async with opened(api, tmp_path, admins=[ADMIN, 5]) as telegram:
        later, other = Office(telegram, tmp_path / "pengetahuan"), Person(telegram, private(5, "Pak Lain"))
        before = later.files()
        await other.say("/versi")
        await telegram.give(press(other.where, data, {**shown, "chat": other.where["chat"]}))
        assert other.messages[-1]["text"] == texts.OLD_STEP
        assert later.files() == before
