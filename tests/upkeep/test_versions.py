"""Kept versions and the way back."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.knowledge.folder import fingerprint, read_folder
from bot.knowledge.loader import load
from bot.upkeep import versions as module
from bot.upkeep.versions import VersionError, roll_back
from bot.upkeep.writing import write_folder
from tests.upkeep.conftest import ANSWER, TOPIC

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
ROOT = Path(__file__).parents[2]


def state(folder):
    return read_folder(folder)[0]


def test_a_state_is_kept_whole_and_only_once_in_a_row(folder, versions):
    kept = versions.keep(state(folder), NOON)
    assert versions.keep(state(folder), NOON + timedelta(hours=1)) == kept
    assert versions.all() == [kept]
    assert (kept.time, kept.id) == (NOON, load(folder).version)
    assert versions.contents(kept) == state(folder)
    assert kept.path.parent.stat().st_mode & 0o077 == 0


def test_the_oldest_go_first(folder, versions, edit, monkeypatch):
    monkeypatch.setattr(module, "MOST", 3)
    ids = []
    for number in range(5):
        edit("jawab: ", f"jawab: {number} ")
        ids.append(versions.keep(state(folder), NOON + timedelta(minutes=number)).id)
    assert [version.id for version in versions.all()] == ids[:1:-1]


def test_rolling_back_gives_the_files_back_and_can_be_undone(folder, versions, edit):
    first = state(folder)
    versions.keep(first, NOON)
    edit(ANSWER, "Baru.")
    (folder / "program/baru.yaml").write_text("id: baru\n")
    (folder / "LISENSI.md").write_text("tetap")
    second = state(folder)
    assert roll_back(folder, versions).id == fingerprint(first)
    assert state(folder) == first
    assert (folder / "LISENSI.md").read_text() == "tetap"
    assert roll_back(folder, versions).id == fingerprint(second)
    assert state(folder) == second
    assert roll_back(folder, versions, fingerprint(first)[:5]).id == fingerprint(first)
    assert state(folder) == first


def test_without_an_earlier_version_that_is_said(folder, versions):
    with pytest.raises(VersionError, match="Belum ada versi lain"):
        roll_back(folder, versions)
    versions.keep(state(folder))
    with pytest.raises(VersionError, match="Belum ada versi lain"):
        roll_back(folder, versions)
    with pytest.raises(VersionError, match="Versi ffff tidak tersimpan"):
        roll_back(folder, versions, "ffff")


def test_a_broken_zip_is_told_and_changes_nothing(folder, versions, edit):
    kept = versions.keep(state(folder), NOON)
    kept.path.write_bytes(b"bukan zip")
    edit(ANSWER, "Baru.")
    before = state(folder)
    with pytest.raises(VersionError, match="tidak terbaca"):
        roll_back(folder, versions)
    assert state(folder) == before


def test_a_file_is_replaced_whole_with_its_rights(folder):
    file = folder / TOPIC
    file.chmod(0o640)
    before = state(folder)
    after = {**before, TOPIC: b"baru", "topik/lain.yaml": b"lain"}
    del after["program/sapa-ibu.yaml"]
    assert write_folder(folder, before, after) == ["program/sapa-ibu.yaml", "topik/lain.yaml", TOPIC]
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"baru", 0o640)
    assert state(folder) == after
    assert not list(folder.rglob(".*"))


def test_a_folder_that_cannot_be_written_is_left_as_it_is(folder, monkeypatch):
    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    before = state(folder)
    with pytest.raises(OSError, match="space"):
        write_folder(folder, before, {**before, TOPIC: b"baru"})
    assert state(folder) == before
    assert not list(folder.rglob(".*"))


@pytest.fixture
def command(folder, tmp_path):
    def run(*arguments):
        return subprocess.run([sys.executable, "-m", "bot", "rollback", *arguments], capture_output=True, text=True,
                              cwd=tmp_path, timeout=60, check=False, env={
                                  "PYTHONPATH": str(ROOT), "TIRUBOT_KNOWLEDGE__PATH": str(folder),
                                  "TIRUBOT_STORAGE__URL": "sqlite+aiosqlite:///data/x.db"})
    return run


def test_the_command_lists_and_returns(command, folder, versions, edit):
    first = versions.keep(state(folder), NOON)
    edit(ANSWER, "Baru.")
    present = fingerprint(state(folder))
    listed = command("--list")
    assert listed.returncode == 0
    assert listed.stdout.splitlines() == [
        f"Sekarang: {present}", f"{first.id}  {first.time.astimezone():%d-%m-%Y %H:%M:%S}"]
    done = command()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Kembali ke versi {first.id} ")
    assert load(folder).version == first.id
    assert command(present[:6]).returncode == 0
    assert load(folder).version == present
    unknown = command("ffff")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert unknown.stderr.startswith("Galat: Versi ffff tidak tersimpan.")
