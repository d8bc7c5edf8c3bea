"""Files that an admin sends: what they are, within bounds, and how they differ from what is there."""

from __future__ import annotations

import difflib
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from bot.knowledge.folder import FOLDERS, OPTIONAL_FILES, SINGLE_FILES
from bot.knowledge.reader import read
from bot.upkeep.sources import EditError

LARGEST_FILE = 2_000_000
"""Bytes of one YAML file; the largest that is shipped has some 300,000."""
LARGEST_SUM = 20_000_000
"""Bytes that a zip may hold unpacked."""
MOST_FILES = 3_000
_UNREADABLE = (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, OSError, EOFError,
               zlib.error, lzma.LZMAError)
"""What the library raises on a zip that is damaged, locked or packed in a strange way."""
_SHOWN_LINES = 40
_SHOWN_WIDTH = 160


@dataclass(frozen=True, slots=True)
class Difference:
    """What a file would change.

    Args:
        name: its path inside the knowledge folder.
        new: whether it is not there yet.
        added: lines that come.
        taken: lines that go.
    """

    name: str
    new: bool
    added: int
    taken: int


def check_name(file_name: str) -> None:
    """Look at the name of a file before it is fetched.

    Raises:
        EditError: it is no kind of file that can hold knowledge.
    """
    if not file_name.lower().endswith((".zip", ".yaml", ".yml")):
        raise EditError("Kirim berkas .yaml, atau .zip hasil /ekspor yang sudah disunting.")


def sent_files(file_name: str, content: bytes, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the knowledge files in what was sent, by their path.

    Args:
        file_name: as the sender's phone names it.
        content: a YAML file, or a zip of some.
        files: the knowledge files as they are; tells where a lone file belongs.

    Raises:
        EditError: it is neither, too large, or holds what does not belong there.
    """
    if file_name.lower().endswith(".zip"):
        return _from_zip(content)
    check_name(file_name)
    _bounded(file_name, len(content))
    return {_place(PurePosixPath(file_name).stem + ".yaml", content, files): content}


def differences(before: Mapping[str, bytes], sent: Mapping[str, bytes]) -> list[Difference]:
    """Say what sent files change; those that are the same are left out."""
    found = []
    for name, content in sorted(sent.items()):
        if before.get(name) != content:
            lines = list(_changed_lines(before.get(name, b""), content))
            found.append(Difference(name, name not in before, sum(line.startswith("+") for line in lines),
                                    sum(line.startswith("-") for line in lines)))
    return found


def shown_difference(before: bytes, after: bytes) -> list[str]:
    """Return the changed lines of a file, marked with + and -, as many as a phone can show."""
    lines = [line[:_SHOWN_WIDTH] for line in _changed_lines(before, after)]
    if len(lines) <= _SHOWN_LINES:
        return lines
    return [*lines[:_SHOWN_LINES], f"… dan {len(lines) - _SHOWN_LINES} baris lagi"]


def _changed_lines(before: bytes, after: bytes) -> Iterator[str]:
    old, new = (text.decode("utf-8", "replace").splitlines() for text in (before, after))
    for line in difflib.unified_diff(old, new, n=0, lineterm=""):
        if line.startswith(("+", "-")) and not line.startswith(("+++", "---")):
            yield line


def _from_zip(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [one for one in archive.infolist() if not one.is_dir() and not _is_litter(one.filename)]
            if len(members) > MOST_FILES or sum(member.file_size for member in members) > LARGEST_SUM:
                raise EditError(f"Zip ini terlalu besar: paling banyak {MOST_FILES} berkas dan "
                                f"{LARGEST_SUM // 1_000_000} MB sesudah dibuka.")
            top = _common_folder([member.filename for member in members])
            return dict(_unpacked(archive, member, top) for member in members)
    except _UNREADABLE as error:
        raise EditError("Zip ini rusak atau dikunci dengan sandi. Buat lagi tanpa sandi, lalu kirim ulang.") from error


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, top: str) -> tuple[str, bytes]:
    name = member.filename.removeprefix(top)
    _check_place(name)
    _bounded(name, member.file_size)
    with archive.open(member) as packed:
        # what a zip says of its sizes may be a lie
        content = packed.read(LARGEST_FILE + 1)
    _bounded(name, len(content))
    return name, content


def _common_folder(names: list[str]) -> str:
    """The folder that all of a zip lies in, where somebody packed the folder instead of what is in it."""
    first = names[0].partition("/")[0] + "/" if names else ""
    known = first.rstrip("/") in FOLDERS
    return first if not known and len(names) > 0 and all(name.startswith(first) for name in names) else ""


def _is_litter(name: str) -> bool:
    """Tell whether a file is the packing program's own, or no YAML that the bot would read anyway."""
    path = PurePosixPath(name)
    return any(part.startswith(("__MACOSX", ".")) and part != ".." for part in path.parts) or path.suffix == ".md"


def _check_place(name: str) -> None:
    """Refuse what would lie anywhere but where knowledge files lie."""
    folder, _, inside = name.rpartition("/")
    known = folder in FOLDERS or (not folder and inside in SINGLE_FILES + OPTIONAL_FILES)
    if not known or not inside.endswith(".yaml") or "\\" in name or "\0" in name:
        raise EditError(f"Berkas “{name[:80]}” tidak termasuk folder pengetahuan. Zip hanya boleh berisi yang ada di "
                        "hasil /ekspor.")


def _bounded(name: str, size: int) -> None:
    if size > LARGEST_FILE:
        raise EditError(f"Berkas {name[:80]} terlalu besar: paling besar {LARGEST_FILE // 1_000_000} MB.")


def _place(name: str, content: bytes, files: Mapping[str, bytes]) -> str:
    """Where a lone file belongs: where its namesake lies, else by what is in it."""
    if name in SINGLE_FILES + OPTIONAL_FILES:
        return name
    namesakes = [path for path in files if path.rpartition("/")[2] == name]
    if len(namesakes) == 1:
        return namesakes[0]
    data = read(name, content).data
    keys = set(data) if isinstance(data, dict) else set()
    for folder, telling in (("daerah", "provinsi"), ("topik", "jawab"), ("program", "daerah")):
        if telling in keys:
            _check_place(f"{folder}/{name}")
            return f"{folder}/{name}"
    raise EditError(f"Berkas {name[:80]} tidak dikenal sebagai program, topik, atau daerah. Pakai nama berkas yang "
                    "sama dengan di hasil /ekspor.")
