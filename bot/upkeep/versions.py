"""Earlier states of the knowledge folder, kept as zips beside the database, and the way back to one of them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.knowledge.folder import fingerprint, read_folder
from bot.upkeep.writing import write_folder

FOLDER = "versi"
"""Name of the folder of kept versions, beside the database."""
MOST = 50
"""Versions kept; the oldest go first. One takes some 600 kB."""
_NAME = re.compile(r"(\d{8}T\d{6}Z)-([0-9a-f]{12})\.zip")
_TIME = "%Y%m%dT%H%M%SZ"


class VersionError(Exception):
    """There is no such version; the message is one Indonesian sentence."""


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A kept version.

    Args:
        time: when it was first in use.
        id: the version as the log names it.
        path: its zip.
    """

    time: datetime
    id: str
    path: Path


class Versions:
    """The kept versions of one knowledge folder.

    Args:
        folder: where the zips lie; made when the first one is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> list[Version]:
        """Return the kept versions, the newest first."""
        found = []
        for path in self._folder.glob("*.zip"):
            name = _NAME.fullmatch(path.name)
            if name:
                found.append(Version(datetime.strptime(name[1], _TIME).replace(tzinfo=UTC), name[2], path))
        return sorted(found, reverse=True)

    def keep(self, contents: Mapping[str, bytes], now: datetime | None = None) -> Version:
        """Keep a state of the files, unless the newest version is the same.

        Args:
            contents: bytes by path inside the knowledge folder.
            now: when it came into use; the present unless told.

        Raises:
            OSError: it cannot be written.
        """
        kept, id_ = self.all(), fingerprint(contents)
        if kept and kept[0].id == id_:
            return kept[0]
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        time = (now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
        path = self._folder / f"{time.strftime(_TIME)}-{id_}.zip"
        draft = path.with_suffix(".baru")
        draft.write_bytes(zipped(contents))
        draft.replace(path)
        for old in self.all()[MOST:]:
            old.path.unlink(missing_ok=True)
        return Version(time, id_, path)

    def find(self, id_: str) -> Version:
        """Return the newest version whose id begins so.

        Raises:
            VersionError: there is none.
        """
        for version in self.all():
            if id_ and version.id.startswith(id_):
                return version
        raise VersionError(f"Versi {id_} tidak tersimpan. Lihat yang ada dengan: python -m bot rollback --list")

    def before(self, id_: str) -> Version:
        """Return the newest version that is another than the present one.

        Args:
            id_: the present version.

        Raises:
            VersionError: there is none.
        """
        for version in self.all():
            if version.id != id_:
                return version
        raise VersionError("Belum ada versi lain yang tersimpan, jadi tidak ada tempat kembali.")

    def contents(self, version: Version) -> dict[str, bytes]:
        """Return a version's files by path.

        Raises:
            VersionError: the zip cannot be read.
        """
        try:
            with zipfile.ZipFile(version.path) as archive:
                return {name: archive.read(name) for name in sorted(archive.namelist())}
        except (OSError, zipfile.BadZipFile) as error:
            raise VersionError(f"Berkas versi {version.path} tidak terbaca ({error}).") from error


def roll_back(folder: Path, versions: Versions, id_: str | None = None) -> Version:
    """Give a knowledge folder an earlier state back; the present one is kept first, so that this can be undone too.

    Args:
        folder: the knowledge folder.
        versions: its kept versions.
        id_: the beginning of a version; the newest other one unless told.

    Raises:
        VersionError: there is no such version.
        OSError: the folder cannot be written.
    """
    contents, _ = read_folder(folder)
    present = fingerprint(contents)
    version = versions.find(id_) if id_ else versions.before(present)
    earlier = versions.contents(version)
    if contents and present != version.id:
        versions.keep(contents)
        write_folder(folder, contents, earlier)
    return version


def zipped(contents: Mapping[str, bytes]) -> bytes:
    """Pack files by path."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in sorted(contents.items()):
            archive.writestr(name, content)
    return output.getvalue()
