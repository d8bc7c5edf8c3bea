"""The files of a knowledge folder: which belong there, which are missing, and what is in them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from bot.knowledge.problems import Level, Problem, Rule

FOLDERS = ("program", "daerah", "topik")
"""Folders of one YAML file an entry (a province, in `daerah`)."""
SINGLE_FILES = ("studi_tiru.yaml", "tema.yaml", "maksud.yaml", "bahasa.yaml", "pesan.yaml", "nama_ganda.yaml")
OPTIONAL_FILES = ("pertanyaan.yaml",)
"""Single files that a folder may do without."""


def read_folder(path: Path) -> tuple[dict[str, bytes], list[Problem]]:
    """Read every YAML file of a knowledge folder.

    Args:
        path: the knowledge folder.

    Returns:
        Contents by path inside the folder (with `/`, sorted), and problems with the files as such: missing ones,
        files that do not belong, files that cannot be opened.
    """
    if not path.is_dir():
        return {}, [_problem(".", f"folder pengetahuan `{path}` tidak ditemukan; periksa pengaturan knowledge.path")]
    problems = [_problem(name, f"berkas `{name}` belum ada; buat berkas ini di folder pengetahuan")
                for name in SINGLE_FILES if not (path / name).is_file()]
    problems += [_problem(name, f"folder `{name}` belum ada; buat folder ini di folder pengetahuan")
                 for name in FOLDERS if not (path / name).is_dir()]
    contents: dict[str, bytes] = {}
    for file in sorted(path.rglob("*")):
        name = file.relative_to(path).as_posix()
        if file.is_dir() or any(part.startswith(".") for part in name.split("/")) or file.suffix == ".md":
            continue
        stray = _stray(name)
        if stray:
            problems.append(_problem(name, stray, Level.WARNING))
            continue
        try:
            contents[name] = file.read_bytes()
        except OSError as error:
            problems.append(_problem(name, f"berkas ini tidak bisa dibuka ({error.strerror}); periksa izin bacanya"))
    return contents, problems


def fingerprint(contents: Mapping[str, bytes]) -> str:
    """Return a short hash that changes whenever a file's name or content does."""
    digest = hashlib.sha256()
    for name, content in sorted(contents.items()):
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:12]


def _stray(name: str) -> str | None:
    """Say why a file does not belong into the folder, or None where it does."""
    if name.endswith(".yml"):
        return "akhiran berkas harus .yaml, bukan .yml; ganti namanya, karena sekarang isinya tidak dibaca"
    if not name.endswith(".yaml"):
        return "berkas ini bukan YAML dan tidak dibaca; pindahkan ke tempat lain"
    folder, _, inside = name.rpartition("/")
    if folder in FOLDERS or (not folder and inside in SINGLE_FILES + OPTIONAL_FILES):
        return None
    places = ", ".join(f"{known}/" for known in FOLDERS)
    names = ", ".join(SINGLE_FILES + OPTIONAL_FILES)
    return f"berkas ini tidak dibaca; entri tempatnya di {places} dan berkas lain bernama {names}"


def _problem(name: str, message: str, level: Level = Level.ERROR) -> Problem:
    return Problem(name, 1, 1, level, message, Rule.FILE)
