"""The admins' loop with the bot as a process: a question without an answer gets one, and its asker is told."""

import io
import signal
import sqlite3
import time
import zipfile
from contextlib import closing

import pytest

from bot.channels.telegram.admins import texts
from bot.channels.telegram.commands import COMMANDS
from bot.channels.telegram.presses import DOUBLE_TAP_SECONDS
from tests.e2e.conftest import READY
from tests.fake_bot_api import BOT, FakeBotApi, FakeServer, Fault, Refusal
from tests.fake_bot_api.phone import Phone
from tests.fake_bot_api.updates import document, group, message, press, private
from tests.knowledge.small_folder import SMALL, write_knowledge

ADMIN, OTHER, STRANGER = 4, 5, 660_066
COST = "berapa biaya studi tiru"
ANSWER = "Studi tiru tidak dipungut biaya.\nBiaya perjalanan ditanggung tamu."
SOURCE = "Dinas Kesehatan Kota Bogor, Maret 2025"
TOPIC, NEW = "topik/stunting.yaml", "topik/berapa-biaya-studi-tiru.yaml"
BEGINNING = "Pertanyaan Ibu/Bapak tanggal "


class Office:
    """A bot with its folder, that can be stopped and started again; who asks, who answers."""

    def __init__(self, api, server, start, folder):
        self.api, self.folder = api, folder
        self._start = lambda admins: start(server.root, settings={
            "TIRUBOT_TELEGRAM__ADMINS": str(admins), "TIRUBOT_TELEGRAM__QUESTIONS_PER_MINUTE": "0"})
        self.bot = None
        self.restart(ADMIN)
        self.admin, self.other = self.caller(private(ADMIN, "Bu Kader")), self.caller(private(OTHER, "Pak Baru"))
        self.ani, self.budi = self.caller(private(11, "Ani")), self.caller(private(12, "Budi"))
        self.stranger = self.caller(private(STRANGER, "Cici"))

    def caller(self, where):
        return Caller(self.api, where, self)

    def restart(self, admins=ADMIN, how=None):
        """End the bot, if it runs, and start another one."""
        if self.bot and self.bot.process.poll() is None:
            self.bot.process.send_signal(how or signal.SIGTERM)
            assert self.bot.wait() == (0 if how is None else -how)
        self.bot = self._start(admins)
        self.bot.wait_for_line(READY)

    def files(self):
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in self.folder.rglob("*.yaml")}

    def count(self, table, condition="1"):
        [found] = self.bot.select(f"SELECT count(*) AS number FROM {table} WHERE {condition}")
        return found["number"]

    def state(self):
        """All that an attempt to act as an admin could change."""
        tables = ("draft", "open_question", "asker", "knowledge_edit", "clarification")
        return self.files(), [self.bot.select(f"SELECT * FROM {table}") for table in tables]

    def to_preview(self):
        """Ask in vain, and go to the preview of an answer."""
        self.ani.say(COST)
        self.admin.say("/antrean")
        self.admin.tap("1")
        self.admin.tap("Jawab")
        self.admin.say(ANSWER)
        self.admin.say(SOURCE)
        return self.admin.tap("Topik baru: edukasi")


class Caller(Phone):
    """Somebody who writes to a bot that runs as a process."""

    def __init__(self, api, where, office):
        super().__init__(api, where)
        self._office = office

    def say(self, text):
        return self._give(message(self.where, text))

    def send(self, name, content):
        return self._give(document(self.where, self.api.upload(name, content)))

    def tap(self, label):
        shown, data = self.button(label)
        return self.press(data, shown)

    def press(self, data, on):
        return self._give(press(self.where, data, on))

    def told(self):
        """How often a message says that a question has an answer now."""
        return [shown.get("text", "").startswith(BEGINNING) for shown in self.messages].count(True)

    def _give(self, update):
        before, arrived = self.messages, self.api.push(update)
        self._office.bot.rows_of([arrived])
        return self.since(before)


@pytest.fixture
def api():
    return FakeBotApi()


@pytest.fixture
def office(api, start, tmp_path):
    with FakeServer(api) as server:
        yield Office(api, server, start, tmp_path / "pengetahuan")


def goes_around(office, between):
    """Go through the whole loop.

    Args:
        office: with a bot that runs.
        between: what happens after each step.
    """
    # the first time that Ani is to be told Telegram is out of order
    broken = Fault("sendMessage", 11, Refusal("Internal Server Error", 500), times=0)
    steps = (
        lambda: office.ani.say(COST), lambda: office.ani.say(f"{COST}?"), lambda: office.admin.say("/antrean"),
        lambda: office.admin.tap("1"), lambda: office.admin.tap("Jawab"), lambda: office.admin.say(ANSWER),
        lambda: office.admin.say(SOURCE), lambda: office.admin.tap("Topik baru: edukasi"))
    for step in steps:
        assert step()
        between()
    broken.times = 1
    office.api.faults.append(broken)
    assert "1 penanya diberi tahu" in office.admin.tap("Terbitkan")
    office.bot.until(lambda: not broken.times and office.count("asker", "due_at > 0 AND sending_at IS NULL") == 1)
    assert office.ani.told() == 0
    between()
    if not office.ani.told():
        office.restart()
    office.bot.until(lambda: office.count("asker") == 0)
    between()
    answer = office.budi.say(COST)
    between()
    assert answer.startswith("Studi tiru tidak dipungut biaya.\n\n• Biaya perjalanan ditanggung tamu.")
    assert office.ani.told() == 1 and office.ani.messages[-1]["text"].startswith("Studi tiru tidak")
    assert office.files().keys() == SMALL.keys() | {NEW}
    assert office.count("knowledge_edit") == office.count("open_question", "state = 'answered'") == 1
    assert office.count("open_question") == 1
    assert office.admin.say("/antrean") == texts.EMPTY_QUEUE
    rows = office.bot.rows()
    assert all(row["delivery"] in ("terkirim", None) for row in rows)
    assert [row["status"] for row in rows if row["question"] == COST] == ["unknown", "answered"]


def test_a_question_without_an_answer_gets_one_and_its_asker_is_told(office):
    goes_around(office, lambda: None)


@pytest.mark.parametrize("how", [None, signal.SIGKILL], ids=["stopped", "killed"])
def test_the_same_with_another_process_after_every_step(office, how):
    goes_around(office, lambda: office.restart(how=how))


def test_killed_in_the_middle_of_publishing_the_rest_is_done_once(office):
    office.to_preview()
    shown, data = office.admin.button("Terbitkan")
    slow = Fault("sendMessage", ADMIN, seconds=2)
    office.api.faults.append(slow)
    pressed = office.api.push(press(office.admin.where, data, shown))
    office.bot.until(lambda: not slow.times and office.count("knowledge_edit") == 1)
    office.bot.process.kill()
    office.bot.wait()
    office.restart()
    [row] = office.bot.rows_of([pressed])
    time.sleep(DOUBLE_TAP_SECONDS)
    assert "Sudah terbit (versi " in row["reply"] and "dikirim ulang" in row["delivery"]
    assert office.admin.press(data, shown).startswith("Sudah terbit (versi ")
    assert office.count("knowledge_edit") == 1 and office.files().keys() == SMALL.keys() | {NEW}
    office.bot.until(lambda: office.count("asker") == 0, 10)
    assert office.ani.told() == 1


def refused(office, give, who):
    """Do what must change nothing, and return how it is logged."""
    before, last = office.state(), office.bot.rows()[-1]["id"]
    give()
    assert office.state() == before
    rows = [row for row in office.bot.rows() if row["id"] > last]
    assert len({row["user_key"] for row in rows}) == 1 and rows[0]["user_key"] in office.keys[who]
    return {(row["intent"], row["status"]) for row in rows}


def test_whoever_is_no_admin_is_refused_and_logged_and_changes_nothing(office):
    """A stranger with forged and forwarded buttons, an admin in a group, and one who is no admin any more."""
    for caller in (office.stranger, office.other):
        caller.say("halo")
    office.to_preview()
    rows = office.bot.rows()
    office.keys = {STRANGER: {rows[0]["user_key"]}, OTHER: {rows[1]["user_key"]}, ADMIN: {rows[-1]["user_key"]}}
    assert len({*office.keys[STRANGER], *office.keys[OTHER], *office.keys[ADMIN]}) == 3
    shown, publish = office.admin.button("Terbitkan")
    token = publish.rpartition(":")[2]
    forwarded = {**shown, "chat": office.stranger.where["chat"]}
    forgeries = [f"k:{verb}" for verb in (
        "a:0", "b:1", "i:1", "j:1", "s:1", "n:1", "+:1", "-:1", f"t:{token}", f"x:{token}", f"f:{token}",
        f"u:{token}", f"g:{token}", f"e:{token}:0", f"e:{token}:edukasi", "", "t:", "j:-1")]

    def forge(caller, on):
        for data in forgeries:
            caller.press(data, on)

    for on in (office.stranger.messages[-1], forwarded, shown):
        assert refused(office, lambda on=on: forge(office.stranger, on), STRANGER) == {("ditolak", "unknown")}
    assert office.bot.output.count("ditolak (tombol)") == 3 * len(forgeries)
    for command in (command.name for command in COMMANDS if command.for_admins_only):
        logged = refused(office, lambda command=command: office.stranger.say(f"/{command}"), STRANGER)
        assert logged == {("perintah_tidak_dikenal", "unknown")}
        assert f"ditolak (/{command})" in office.bot.output
    refused(office, lambda: office.stranger.send("tema.yaml", b"tema: {}"), STRANGER)
    assert office.api.made("getFile") == []

    together = office.caller(group(-5, ADMIN))
    refused(office, lambda: together.say(f"/antrean@{BOT['username']}"), ADMIN)
    assert together.messages[-1]["text"] == texts.PRIVATE_ONLY
    assert refused(office, lambda: together.press(publish, {**shown, "chat": together.where["chat"]}), ADMIN) == {
        ("ditolak", "unknown")}

    office.restart(admins=OTHER)
    assert refused(office, lambda: forge(office.admin, shown), ADMIN) == {("ditolak", "unknown")}
    refused(office, lambda: office.admin.say("/batal"), ADMIN)
    refused(office, lambda: office.admin.send("tema.yaml", b"tema: {}"), ADMIN)
    refused(office, lambda: office.other.press(publish, {**shown, "chat": office.other.where["chat"]}), OTHER)
    assert office.other.messages[-1]["text"] == texts.OLD_STEP
    assert str(STRANGER) not in office.bot.output


def packed(*files):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return output.getvalue()


BETTER = SMALL[TOPIC].replace("gangguan tumbuh kembang anak", "gagal tumbuh karena kurang gizi kronis")


@pytest.mark.parametrize(("name", "content"), [
    ("stunting.yaml", BETTER.encode()), ("ubah.zip", packed((TOPIC, BETTER))),
    ("seluruhnya.zip", packed(*({**SMALL, TOPIC: BETTER}.items())))])
def test_a_file_is_checked_its_difference_shown_and_used_when_that_is_confirmed(office, name, content):
    assert office.ani.say("apa itu stunting").startswith("Stunting adalah gangguan")
    shown = office.admin.send(name, content)
    assert f"{TOPIC}: +1 −1 baris" in shown and "+jawab: Stunting adalah gagal tumbuh" in shown
    assert office.files()[TOPIC].decode() == SMALL[TOPIC]
    office.restart()
    assert office.admin.tap("Terapkan").startswith("Sudah dipakai (versi ")
    assert office.files() == {name: text.encode() for name, text in {**SMALL, TOPIC: BETTER}.items()}
    assert office.ani.say("apa itu stunting").startswith("Stunting adalah gagal tumbuh")
    assert office.admin.send(name, content) == texts.NO_CHANGE
    versions = office.admin.say("/versi")
    assert f"berkas oleh pengelola {ADMIN} ({TOPIC})" in versions
    assert office.bot.rows()[-1]["knowledge_version"] in versions.splitlines()[0]


def test_what_cannot_be_used_is_told_and_changes_nothing(office):
    sent = {
        "tidak termasuk folder pengetahuan": [("x.zip", packed(("../../tema.yaml", "a"))),
                                              ("x.zip", packed(("/etc/passwd.yaml", "a"))),
                                              ("x.zip", packed(("program/lain/x.yaml", "a")))],
        "terlalu besar": [("x.zip", packed((TOPIC, b"0" * 30_000_000))), ("stunting.yaml", b"0" * 2_000_001),
                          ("x.zip", b"0" * 20_971_521)],
        "rusak": [("x.zip", b"bukan zip"), ("x.zip", packed((TOPIC, BETTER))[:-30])],
        "Kirim berkas .yaml": [("foto.jpg", b"x"), ("x.py", b"import os")],
        "tidak dikenal sebagai program, topik, atau daerah": [("aneh.yaml", b"warna: merah")],
        "[galat]": [("stunting.yaml", BETTER.replace("jawab:", "jawab").encode()), ("stunting.yaml", b"\tjudul: x"),
                    ("stunting.yaml", BETTER.replace("edukasi", "edukas").encode()), ("stunting.yaml", b"\xff\xfe")],
    }
    office.admin.say("/antrean")
    before = office.state()
    for words, files in sent.items():
        for name, content in files:
            assert words in office.admin.send(name, content), (words, name, content[:40])
            assert "Terapkan" not in office.admin.labels()
    assert office.state() == before
    assert office.ani.say("apa itu stunting").startswith("Stunting adalah gangguan")


def test_the_files_go_out_as_a_zip_and_a_step_can_be_left(office):
    assert office.admin.say("/ekspor") == texts.EXPORT_CAPTION
    name, content = office.api.file(office.admin.messages[-1]["document"]["file_id"])
    assert name.startswith("pengetahuan-") and name.endswith(".zip")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {one: archive.read(one) for one in archive.namelist()} == office.files()
    assert office.admin.send(name, content) == texts.NO_CHANGE
    office.admin.send("stunting.yaml", BETTER.encode())
    assert office.admin.say("/batal") == texts.CANCELLED
    assert office.admin.tap("Terapkan") == texts.OLD_STEP
    assert office.files()[TOPIC].decode() == SMALL[TOPIC]


def test_a_file_that_was_checked_before_another_change_is_shown_once_more(office):
    office.admin.send("stunting.yaml", BETTER.encode())
    (office.folder / "tema.yaml").write_text(SMALL["tema.yaml"].replace("bumil", "calon ibu"), encoding="utf-8")
    office.bot.wait_for_line("Basis pengetahuan versi")
    assert texts.CHANGED_MEANWHILE in office.admin.tap("Terapkan")
    assert office.files()[TOPIC].decode() == SMALL[TOPIC]
    assert "Sudah dipakai" in office.admin.tap("Terapkan")
    assert "calon ibu" in office.files()["tema.yaml"].decode()


def test_the_report_is_a_picture_and_five_lines(office):
    for _ in range(3):
        office.ani.say("program di kota bogor")
    office.budi.say(COST)
    office.admin.say("/laporan")
    [shown] = office.admin.messages
    lines = shown["caption"].splitlines()
    assert len(lines) == 5
    assert lines[0].startswith("4 pertanyaan dari 2 orang") and "terjawab 75 %" in lines[1]
    assert "Kota Bogor" in lines[2] and COST in lines[3]
    assert office.api.file(shown["photo"][0]["file_id"])[1].startswith(b"\x89PNG")


def test_what_people_call_a_region_becomes_its_alias_with_one_tap(office):
    # names long enough that a slip is recognised in them
    longer = {name: text.replace("Bogor", "Purwobogor") for name, text in SMALL.items()}
    write_knowledge(office.folder, longer)
    office.bot.wait_for_line("Basis pengetahuan versi")
    assert office.admin.say("/saran") == texts.NO_SUGGESTIONS
    for caller in (office.ani, office.budi):
        caller.say("program di purwobogr")
        caller.tap("Kota Purwobogor")
    offered = office.admin.say("/saran")
    assert "2× orang menulis “purwobogr” lalu memilih Kota Purwobogor." in offered
    office.restart()
    assert office.admin.tap("Terima") == "“purwobogr” sekarang dikenal sebagai Kota Purwobogor."
    assert 'alias: [Kota Hujan, "purwobogr"]' in office.files()["daerah/32-jawa-barat.yaml"].decode()
    office.stranger.say("program di purwobogr")
    row = office.bot.rows()[-1]
    assert (row["regions"], row["status"]) == ('["Kota Purwobogor"]', "answered")
    assert office.admin.say("/saran") == texts.NO_SUGGESTIONS
    assert office.count("knowledge_edit", "action = 'alias'") == 1


def test_the_database_keeps_nothing_of_who_asks_or_answers(office):
    office.to_preview()
    with closing(sqlite3.connect(office.bot.database)) as connection:
        dumped = "\n".join(connection.iterdump())
    assert not any(f"'{number}'" in dumped for number in (ADMIN, 11)) and "Kader" not in dumped
