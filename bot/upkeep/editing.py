"""Edits of the knowledge files as an admin would make them by hand: comments, order and quotation marks stay.

Every function takes the files as they are and returns the files that change; nothing is read or written here.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from bot.knowledge.entries import RESERVED_IDS
from bot.knowledge.intent_ids import INTENT_IDS
from bot.knowledge.model import KnowledgeBase
from bot.upkeep.sources import EditError, GivenSource

Files = Mapping[str, bytes]
ID_LENGTH = 40
_INTENTS = "maksud.yaml"
_VISITS = "studi_tiru.yaml"


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a statement or an example belongs.

    Args:
        kind: `program`, `daerah`, `studi_tiru`, `topik` or `maksud`.
        id: program, visit, topic or intent id, or region code.
    """

    kind: str
    id: str


def new_topic(id_: str, title: str, group: str, questions: Sequence[str], answer: str,
              source: GivenSource) -> dict[str, bytes]:
    """Write a topic of its own.

    Args:
        id_: its id, one that is free.
        title: its title.
        group: `edukasi` or `kebijakan`.
        questions: as people ask.
        answer: the first line of the answer; further paragraphs become statements.
        source: of all of it.
    """
    first, *further = _paragraphs(answer)
    key = _slug(source.publisher)
    data = CommentedMap(id=id_, judul=_quoted(title), kelompok=group)
    data["tanya"] = CommentedSeq(map(_quoted, dict.fromkeys(questions)))
    data["jawab"] = _quoted(first)
    data["sumber_jawab"] = key
    data["sumber"] = CommentedMap({key: _source(source)})
    if further:
        data["isi"] = CommentedSeq(CommentedMap(teks=_quoted(text), sumber=key) for text in further)
    return {f"topik/{id_}.yaml": _dumped(data)}


def add_statements(files: Files, entry: Entry, kind: str, text: str, source: GivenSource, year: int | None,
                   words: Iterable[str] = ()) -> dict[str, bytes]:
    """Add what the bot may say to an entry, a statement for each paragraph; what it has already is left out.

    Args:
        files: all files by path.
        entry: a program, region, visit or topic.
        kind: kind of the statement, one of those of the entry.
        text: the statements.
        source: of all of them.
        year: the year that they tell of.
        words: further words by which people ask for it.

    Raises:
        EditError: the entry is not there, or its file cannot be edited.
    """
    def change(data: CommentedMap) -> None:
        statements = _listed(_entry_in(data, entry), "isi")
        known = {str(statement.get("teks")) for statement in statements if isinstance(statement, Mapping)}
        for paragraph in (one for one in _paragraphs(text) if str(_quoted(one)) not in known):
            statement = CommentedMap(jenis=kind, teks=_quoted(paragraph), sumber=_named_source(data, source))
            if year:
                statement["tahun"] = year
            if more := [_quoted(word) for word in words]:
                statement["kata"] = CommentedSeq(more)
                statement["kata"].fa.set_flow_style()
            statements.append(statement)

    return _edited(files, _file_of(files, entry), change)


def add_examples(files: Files, entry: Entry, examples: Sequence[str]) -> dict[str, bytes]:
    """Add example questions to a topic or an intent; those that are there already are left out.

    Args:
        files: all files by path.
        entry: a topic or an intent.
        examples: as people ask; for an intent with masks for names.

    Raises:
        EditError: the entry is not there, or its file cannot be edited.
    """
    def change(data: CommentedMap) -> None:
        if entry.kind == "maksud":
            known = data.get("maksud", {}).get(entry.id)
            if known is None:
                raise EditError(f"Maksud `{entry.id}` tidak ada di {_INTENTS}.")
            listed = _listed(known, "contoh")
        else:
            listed = _listed(data, "tanya")
        listed.extend(_quoted(text) for text in dict.fromkeys(examples) if text not in listed)

    return _edited(files, _file_of(files, entry), change)


def add_alias(files: Files, entry: Entry, alias: str) -> dict[str, bytes]:
    """Add another name to a region or a program, unless it has it.

    Raises:
        EditError: the entry is not there, or its file cannot be edited.
    """
    def change(data: CommentedMap) -> None:
        listed = _listed(_entry_in(data, entry), "alias", flow=True)
        if alias not in listed:
            listed.append(_quoted(alias))

    return _edited(files, _file_of(files, entry), change)


def entry_named(id_: str, knowledge: KnowledgeBase) -> Entry | None:
    """Return the program, region, visit or topic of an id or code; None where there is none."""
    for kind, known in (("program", knowledge.programs), ("daerah", knowledge.regions), ("topik", knowledge.topics)):
        if id_ in known:
            return Entry(kind, id_)
    return Entry("studi_tiru", id_) if id_ in knowledge.visits_by_id else None


def _edited(files: Files, name: str, change: Callable[[CommentedMap], None]) -> dict[str, bytes]:
    """Change one file."""
    try:
        data = _yaml().load(files[name].decode("utf-8-sig"))
    except (YAMLError, UnicodeDecodeError):
        raise EditError(f"Berkas {name} sedang tidak dapat dibaca. Perbaiki dulu dengan python -m bot check.") from None
    if not isinstance(data, CommentedMap):
        raise EditError(f"Berkas {name} tidak berisi `kunci: nilai`.")
    change(data)
    return {name: _dumped(data)}


def _yaml() -> YAML:
    """A reader and writer that leaves what it does not change as it stands in the shipped files."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.allow_unicode = True
    return yaml


def _dumped(data: CommentedMap) -> bytes:
    output = io.BytesIO()
    _yaml().dump(data, output)
    return output.getvalue()


def _quoted(text: str) -> DoubleQuotedScalarString:
    """Whatever a text looks like (`no`, `1:30`, `a: b`), in quotation marks it is a text."""
    quoted: DoubleQuotedScalarString = DoubleQuotedScalarString(" ".join(text.split()))
    return quoted


def _paragraphs(text: str) -> list[str]:
    return [line.strip(" •-\t") for line in text.splitlines() if line.strip(" •-\t")] or [""]


def _listed(entry: CommentedMap, key: str, *, flow: bool = False) -> CommentedSeq:
    """The list under a key, made where there is none."""
    if entry.get(key) is None:
        entry[key] = CommentedSeq()
        if flow:
            entry[key].fa.set_flow_style()
    listed: CommentedSeq = entry[key]
    return listed


def _file_of(files: Files, entry: Entry) -> str:
    name = {"maksud": _INTENTS, "studi_tiru": _VISITS}.get(entry.kind)
    if entry.kind == "daerah":
        name = next((file for file in files if file.startswith(f"daerah/{entry.id[:2]}-")), None)
    elif name is None:
        name = f"{entry.kind}/{entry.id}.yaml"
    if name is None or name not in files:
        raise EditError(f"Entri `{entry.id}` tidak ada lagi di folder pengetahuan.")
    return name


def _entry_in(data: CommentedMap, entry: Entry) -> CommentedMap:
    """The part of a file that an entry is."""
    if entry.kind in ("program", "topik"):
        return data
    key, items = ("kode", [data.get("provinsi"), *(data.get("daerah") or ())]) if entry.kind == "daerah" else (
        "id", data.get("kunjungan") or ())
    for item in items:
        if isinstance(item, CommentedMap) and item.get(key) == entry.id:
            return item
    raise EditError(f"Entri `{entry.id}` tidak ada lagi di folder pengetahuan.")


def _named_source(data: CommentedMap, source: GivenSource) -> str:
    """The key under which a file has a source; it is added where the file does not have it."""
    sources = data.setdefault("sumber", CommentedMap())
    wanted = {name: str(value) for name, value in _source(source).items()}
    for key, known in sources.items():
        if isinstance(known, Mapping) and {name: str(value) for name, value in known.items()} == wanted:
            return str(key)
    base = _slug(f"{source.publisher} {(source.date or '')[:4]}")
    key, number = base, 2
    while key in sources:
        key, number = f"{base}-{number}", number + 1
    sources[key] = _source(source)
    return key


def _source(source: GivenSource) -> CommentedMap:
    written: dict[str, Any] = {"penerbit": source.publisher, "judul": source.title, "tanggal": source.date,
                               "alamat": source.address}
    return CommentedMap((name, _quoted(value)) for name, value in written.items() if value)


def free_id(title: str, files: Files) -> str:
    """Return an id for a topic that no file and no visit has.

    Args:
        title: what the id is made of.
        files: all files by path.
    """
    taken = {name.rpartition("/")[2].removesuffix(".yaml") for name in files}
    visits = files.get(_VISITS, b"").decode(errors="replace")
    taken |= {*RESERVED_IDS, *INTENT_IDS, *re.findall(r"^  - id: *[\"']?([\w-]+)", visits, re.MULTILINE)}
    base = _slug(title)[:ID_LENGTH - 3].rstrip("-")
    id_, number = base, 2
    while id_ in taken:
        id_, number = f"{base}-{number}", number + 1
    return id_


def _slug(text: str) -> str:
    """A name of small letters, digits and hyphens; never of digits alone, which could be a region's code."""
    words = "-".join(re.findall(r"[a-z0-9]+", text.lower()))[:ID_LENGTH].strip("-")
    return words if re.search("[a-z]", words) else f"entri-{words}".strip("-")
