"""The running assistant follows the files: at once, whole, and never into a mistake."""

import asyncio
import gc
import shutil
import time
import weakref

import pytest

from bot.answering.reply import Status
from bot.assistant import Assistant, Mind
from bot.knowledge.folder import fingerprint, read_folder
from bot.knowledge.loader import load, load_contents
from bot.knowledge.location import default_path
from bot.knowledge.problems import has_errors
from bot.understanding.conversation import Conversation
from bot.upkeep import reloading
from bot.upkeep.editing import Entry, add_examples
from bot.upkeep.reloading import Reloader, Result
from bot.upkeep.sources import EditError
from bot.upkeep.versions import Versions
from tests.knowledge.mutations import MUTATIONS, mutated
from tests.knowledge.small_folder import SMALL
from tests.upkeep.conftest import ANSWER, TOPIC, until

QUESTION = "apa itu stunting"


async def answer(assistant, question=QUESTION):
    return (await assistant.reply(question, Conversation())).text


async def test_a_saved_file_is_answered_from_within_two_seconds(watched, edit):
    assert (await answer(watched.assistant)).startswith(ANSWER)
    started = time.monotonic()
    edit(ANSWER, "Stunting itu gangguan tumbuh.")
    await until(lambda: watched.told)
    assert time.monotonic() - started < 2
    assert (await answer(watched.assistant)).startswith("Stunting itu gangguan tumbuh.")
    [outcome] = watched.told
    assert (outcome.result, outcome.version) == (Result.SWAPPED, watched.assistant.knowledge.version)


async def test_a_file_written_in_two_steps_is_taken_over_once_and_nobody_is_alarmed(watched, folder):
    text = (folder / TOPIC).read_text(encoding="utf-8").replace(ANSWER, "Baru.")
    with (folder / TOPIC).open("w", encoding="utf-8") as file:
        file.write(text[:60])
        file.flush()
        await asyncio.sleep(0.25)
        file.write(text[60:])
    await until(lambda: watched.told)
    await asyncio.sleep(0.5)
    assert [outcome.result for outcome in watched.told] == [Result.SWAPPED]
    assert (await answer(watched.assistant)).startswith("Baru.")


async def test_a_file_replaced_by_renaming_is_taken_over(watched, folder):
    draft = folder / "topik" / ".stunting.yaml.swp"
    draft.write_text(SMALL[TOPIC].replace(ANSWER, "Baru."), encoding="utf-8")
    await asyncio.sleep(0.3)
    assert watched.told == []
    draft.rename(folder / TOPIC)
    await until(lambda: watched.told)
    assert (await answer(watched.assistant)).startswith("Baru.")


async def test_a_hundred_files_at_once_end_in_the_state_of_them_all(watched, folder):
    for number in range(100):
        text = SMALL["program/sapa-ibu.yaml"].replace("sapa-ibu", f"sapa-{number}x")
        text = text.replace("Sapa Ibu", f"Sapa {number}x")
        (folder / f"program/sapa-{number}x.yaml").write_text(text, encoding="utf-8")
    await until(lambda: len(watched.assistant.knowledge.programs) == 101)
    assert watched.assistant.knowledge.version == load(folder).version
    assert not [outcome for outcome in watched.told if outcome.result is Result.BROKEN]


async def test_an_edit_with_errors_changes_nothing_and_is_told_once(watched, edit, folder):
    before = watched.assistant.mind
    edit("kelompok: edukasi", "kelompok: edukasii")
    await until(lambda: watched.told)
    (folder / "catatan.md").write_text("sesuatu yang lain")
    await asyncio.sleep(1)
    [outcome] = watched.told
    assert (outcome.result, watched.assistant.mind) == (Result.BROKEN, before)
    assert [str(problem).split(":")[:2] for problem in outcome.problems] == [[TOPIC, "3"]]
    assert (await answer(watched.assistant)).startswith(ANSWER)
    edit("edukasii", "edukasiii")
    await until(lambda: len(watched.told) == 2)
    edit("edukasiii", "edukasi")
    await until(lambda: len(watched.told) == 3)
    assert [outcome.mended for outcome in watched.told] == [False, False, True]
    assert watched.assistant.mind is before


async def test_a_folder_that_goes_and_comes_back(watched, folder):
    moved = folder.with_name("sementara")
    folder.rename(moved)
    await until(lambda: watched.told, 10)
    assert watched.told[0].result is Result.BROKEN
    assert (await answer(watched.assistant)).startswith(ANSWER)
    moved.rename(folder)
    (folder / TOPIC).write_text(SMALL[TOPIC].replace(ANSWER, "Kembali."), encoding="utf-8")
    # seen between the two steps, the folder is as it was, and the edit comes as news of its own
    await until(lambda: watched.told[-1].result is Result.SWAPPED, 15)
    assert any(outcome.mended for outcome in watched.told)
    assert (await answer(watched.assistant)).startswith("Kembali.")


async def test_a_folder_without_a_file_it_needs_is_told_even_though_the_rest_is_the_same(reloader, folder):
    (folder / "pesan.yaml").unlink()
    outcome = await reloader.reload()
    assert outcome.result is Result.BROKEN
    assert "pesan.yaml" in str(outcome.problems[0])


async def test_every_answer_is_from_one_state_and_names_it(watched, edit):
    """Many people ask without a pause while the answer changes; text and version always belong together."""
    right = {watched.assistant.knowledge.version: ANSWER}
    seen = set()
    ended = False

    async def ask():
        while not ended:
            reply = await watched.assistant.reply(QUESTION, Conversation())
            seen.add((reply.version, reply.blocks[0].lines[0]))
            await asyncio.sleep(0.001)

    people = [asyncio.create_task(ask()) for _ in range(8)]
    for number in range(5):
        edit(right[watched.assistant.knowledge.version], f"Jawaban ke-{number}.")
        await until(lambda number=number: len(watched.told) == number + 1)
        right[watched.told[-1].version] = f"Jawaban ke-{number}."
        await asyncio.sleep(0.05)
    ended = True
    await asyncio.gather(*people)
    assert seen == set(right.items())


async def test_a_conversation_survives_that_its_subject_is_taken_out(reloader, folder):
    assistant, talk = reloader.assistant, Conversation()
    await assistant.reply("kabupaten bogor belajar ke mana", talk)
    talk.focus = type(talk.focus)("program_definition", ("32.71",), (), ("sapa-ibu",), ("kab-ke-kota",), "stunting",
                                  ("32.01",), ("sapa-ibu", "32.71"))
    (folder / "program/sapa-ibu.yaml").unlink()
    (folder / TOPIC).rename(folder / "topik/kerdil.yaml")
    (folder / "topik/kerdil.yaml").write_text(SMALL[TOPIC].replace("id: stunting", "id: kerdil"), encoding="utf-8")
    (folder / "studi_tiru.yaml").write_text(SMALL["studi_tiru.yaml"].split("kunjungan:")[0] + "kunjungan: []\n",
                                            encoding="utf-8")
    assert (await reloader.reload()).result is Result.SWAPPED
    for question in ("sejak kapan?", "siapa yang memimpin", "yang pertama", "kalau di kota bogor?"):
        assert (await assistant.reply(question, talk)).text
    assert (talk.focus.programs, talk.focus.visits, talk.focus.topic) == ((), (), None)


async def test_a_mind_that_was_replaced_leaves_the_memory_without_the_collector(reloader, edit):
    parts = (reloader.assistant.mind, reloader.assistant.interpreter, reloader.assistant.interpreter.reader.lexicon,
             reloader.assistant.interpreter.reader.finder.names, reloader.assistant.interpreter.weigher)
    await answer(reloader.assistant)
    gone = [weakref.ref(part) for part in parts]
    del parts
    gc.disable()
    try:
        edit(ANSWER, "Baru.")
        await reloader.reload()
        await asyncio.sleep(0.05)
        assert [reference() for reference in gone] == [None] * len(gone)
    finally:
        gc.enable()


@pytest.mark.parametrize(("name", "old", "new"), [
    ("topik/stunting-apa.yaml", "tanya:\n", "tanya:\n  - apakah kuntringe itu zwolle\n"),
    ("topik/stunting-apa.yaml", "jawab: ", "jawab: Zwolle "),
    ("bahasa.yaml", "konsep:\n", "konsep:\n  zwolle: [zwolle, kuntring]\n"),
    ("bahasa.yaml", "  kerdil: [", "  kerdil: [tumbuhnya terhambat, "),
    ("bahasa.yaml", "  kerdil: [cebol, ", "  kerdil: ["),
    ("bahasa.yaml", "singkatan:\n", "singkatan:\n  posyandu: puskesmas\n  zwolle: kerdil\n"),
    ("bahasa.yaml", "  yg: yang\n", ""),
    ("program/raga-pantas.yaml", "nama: Raga Pantas", "nama: Raga Pantasi"),
    ("maksud.yaml", "contoh:\n", "contoh:\n      - \"{daerah} zwolle\"\n"),
])
def test_what_is_taken_over_from_the_mind_before_is_what_would_be_found_anew(name, old, new, assistant):
    contents, _ = read_folder(default_path())
    text = contents[name].decode()
    assert old in text
    changed = load_contents({**contents, name: text.replace(old, new, 1).encode()})
    following, fresh = Mind(changed, assistant.mind), Mind(changed)
    one, other = following.interpreter.reader, fresh.interpreter.reader
    assert one.lexicon.vocabulary == other.lexicon.vocabulary
    assert one.examples == other.examples
    assert one.asking == other.asking
    told = [statement.text for program in changed.programs.values() for statement in program.statements]
    assert list(map(one.lexicon.features_of, told)) == list(map(other.lexicon.features_of, told))
    words = sorted(word for word in one.lexicon.vocabulary if word.isalpha() and len(word) > 4)[::40]
    spoilt = [word[:2] + word[3:] for word in words] + [word + "ne" for word in words]
    assert [one.lexicon.normalise_word(w) for w in spoilt] == [other.lexicon.normalise_word(w) for w in spoilt]


async def test_a_slip_of_every_kind_changes_nothing_for_those_who_ask(folder, versions, monkeypatch):
    """Slip after slip is saved in a folder with the shipped files; somebody asks all the while."""
    monkeypatch.setattr(reloading, "SETTLING_SECONDS", 0.0)
    monkeypatch.setattr(Versions, "keep", lambda *_: None)
    shutil.rmtree(folder)
    shutil.copytree(default_path(), folder)
    contents, _ = read_folder(folder)
    reloader = Reloader(folder, Assistant(load(folder)), versions)
    await reloader.start()
    first, replies, ended = reloader.assistant.knowledge.version, [], False

    async def ask():
        while not ended:
            replies.append(await reloader.assistant.reply("program apa di Kukar", Conversation()))
            await asyncio.sleep(0.02)

    asking, results = asyncio.create_task(ask()), []
    for number, kind in enumerate(MUTATIONS):
        spoilt = mutated(kind, contents, 1_000 + number)
        (folder / spoilt.name).write_bytes(spoilt.content)
        asked = len(replies)
        results.append((await reloader.reload()).result)
        assert len(replies) > asked
        (folder / spoilt.name).write_bytes(contents[spoilt.name])
    last = await reloader.reload()
    ended = True
    await asking
    await reloader.stop()
    assert last.version == first
    assert results.count(Result.BROKEN) > len(MUTATIONS) / 2
    assert {reply.status for reply in replies} == {Status.ANSWERED}
    assert all("Raga Pantas" in reply.text for reply in replies)


async def test_a_proposal_shows_what_would_be_and_writes_nothing(reloader, folder):
    before, mind = read_folder(folder)[0], reloader.assistant.mind
    proposal = await reloader.propose(
        lambda files: add_examples(files, Entry("topik", "stunting"), ["stunting ki opo"]))
    assert (list(proposal.changed), dict(proposal.before)) == ([TOPIC], {TOPIC: before[TOPIC]})
    assert (await answer(Assistant(proposal.mind), "stunting ki opo")).startswith(ANSWER)
    assert (read_folder(folder)[0], reloader.assistant.mind) == (before, mind)


async def test_a_proposal_with_errors_has_no_mind(reloader):
    proposal = await reloader.propose(lambda files: {TOPIC: files[TOPIC].replace(b"edukasi", b"edukasii")})
    assert proposal.mind is None
    assert [problem.line for problem in proposal.problems if problem.path == TOPIC] == [3]


async def test_what_is_published_is_written_and_answered_from_at_once(reloader, folder):
    def edit(files):
        return add_examples(files, Entry("topik", "stunting"), ["stunting ki opo"])

    tried = await reloader.propose(edit)
    proposal, outcome = await reloader.publish(edit)
    assert outcome.result is Result.SWAPPED
    assert reloader.assistant.mind is tried.mind is proposal.mind
    assert b"stunting ki opo" in (folder / TOPIC).read_bytes()
    assert outcome.version == load(folder).version


async def test_what_somebody_else_saves_in_the_same_moment_is_not_overwritten(reloader, folder):
    def edit(files):
        changed = add_examples(files, Entry("topik", "stunting"), ["stunting ki opo"])
        (folder / TOPIC).write_bytes(files[TOPIC] + b"# disunting di laptop\n")
        return changed

    with pytest.raises(EditError, match="baru saja diubah di tempat lain"):
        await reloader.publish(edit)
    assert (folder / TOPIC).read_bytes().endswith(b"# disunting di laptop\n")


async def test_what_has_errors_is_not_published(reloader, folder):
    before = read_folder(folder)[0]
    proposal, outcome = await reloader.publish(lambda files: {TOPIC: b"id: ["})
    assert outcome is None
    assert has_errors(proposal.problems)
    assert read_folder(folder)[0] == before


async def test_an_edit_is_made_on_the_files_of_the_moment(reloader, edit):
    """Between the preview and the publishing somebody edits the same file on the laptop: neither edit is lost."""
    def add(files):
        return add_examples(files, Entry("topik", "stunting"), ["stunting ki opo"])

    await reloader.propose(add)
    edit(ANSWER, "Disunting di laptop.")
    await reloader.publish(add)
    assert (await answer(reloader.assistant, "stunting ki opo")).startswith("Disunting di laptop.")


async def test_the_state_at_the_start_and_each_one_after_it_are_kept(reloader, folder, versions, edit):
    first = reloader.assistant.knowledge.version
    assert [version.id for version in versions.all()] == [first]
    await asyncio.sleep(1)  # versions are told apart by the second
    edit(ANSWER, "Baru.")
    await reloader.reload()
    assert [version.id for version in versions.all()] == [fingerprint(read_folder(folder)[0]), first]


async def test_versions_that_cannot_be_kept_are_logged_and_hold_nothing_up(folder, versions, edit, caplog, tmp_path):
    (tmp_path / "data").write_text("bukan folder")
    reloader = Reloader(folder, Assistant(load(folder)), versions)
    await reloader.start()
    edit(ANSWER, "Baru.")
    assert (await reloader.reload()).result is Result.SWAPPED
    await reloader.stop()
    assert "tidak dapat disimpan" in caplog.text
