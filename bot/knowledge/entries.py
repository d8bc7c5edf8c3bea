"""Programs, visits and topics: their references to regions and to each other."""

from __future__ import annotations

from collections.abc import Iterable

from bot.knowledge.files import Checked, Files
from bot.knowledge.intent_ids import INTENT_IDS
from bot.knowledge.model import Program, Theme, Topic, Visit
from bot.knowledge.problems import Rule
from bot.knowledge.reader import Document, Location
from bot.knowledge.regions import RegionNames
from bot.knowledge.resolving import FileResolver, Findings
from bot.knowledge.schema import ProgramFile, TopicFile, VisitEntry
from bot.knowledge.wording import suggestion

RESERVED_IDS = frozenset({"start", "bantuan", "program", "daerah", "sumber", "topic"}) | INTENT_IDS
"""Words of the menu and names of intents: a button or deep link with one of them opens that, and no entry."""

FEW_QUESTIONS = 3
"""A topic with fewer example questions is hard to reach with other words than theirs."""


class Ids:
    """The ids of programs, topics and visits: one namespace, because buttons link to all of them.

    Args:
        files: the checked files; a broken file's name counts as its id, so that nothing else is blamed for it.
        findings: gets the problems.
    """

    def __init__(self, files: Files, findings: Findings) -> None:
        self._findings = findings
        self._owners: dict[str, tuple[Document, Location]] = {}
        self.programs = {_stem(name) for name in files.broken if name.startswith("program/")}
        self.themes = {id_ for file in files.themes for id_ in file.entry.themes}
        """Empty where tema.yaml is missing or broken, which is told elsewhere."""
        self.topics = {_stem(name) for name in files.broken if name.startswith("topik/")}
        for program in files.programs:
            self.programs.add(program.entry.id)
            self._claim_file(program.document, program.entry.id)
        for topic in files.topics:
            self.topics.add(topic.entry.id)
            self._claim_file(topic.document, topic.entry.id)
        for file in files.visits:
            for index, visit in enumerate(file.entry.visits):
                self._claim(file.document, visit.id, ("kunjungan", index, "id"))

    def _claim_file(self, document: Document, id_: str) -> None:
        name = _stem(document.path)
        if name != id_:
            # whoever refers to the file by its name is not to be blamed
            (self.programs if document.path.startswith("program/") else self.topics).add(name)
            self._note(document, ("id",), f"id `{id_}` harus sama dengan nama berkasnya, `{name}`; samakan keduanya")
        self._claim(document, id_, ("id",))

    def _claim(self, document: Document, id_: str, location: Location) -> None:
        if id_ in self._owners:
            owner, place = self._owners[id_]
            self._note(document, location, f"id `{id_}` sudah dipakai di {owner.path} baris {owner.place(place)[0]}; "
                                           "id program, topik, dan kunjungan tidak boleh sama")
        elif id_ in RESERVED_IDS:
            self._note(document, location, f"id `{id_}` sudah dipakai untuk menu bot; pilih id lain")
        elif id_.replace("-", "").isdigit():
            self._note(document, location, f"id `{id_}` hanya berisi angka dan bisa tertukar dengan kode wilayah; "
                                           "tambahkan huruf")
        self._owners.setdefault(id_, (document, location))

    def _note(self, document: Document, location: Location, message: str) -> None:
        self._findings.problems.append(document.problem(location, message, Rule.ID))


def resolve_themes(files: Files) -> dict[str, Theme]:
    """Return all themes by id, in file order.

    Args:
        files: the checked files.
    """
    return {id_: Theme(id_, entry.name, entry.words)
            for file in files.themes for id_, entry in file.entry.themes.items()}


def resolve_programs(files: Files, names: RegionNames, ids: Ids, findings: Findings) -> dict[str, Program]:
    """Return all programs by id, in file order.

    Args:
        files: the checked files.
        names: of all regions.
        ids: of all entries.
        findings: gets the problems.
    """
    programs = (_program(file, names, ids, findings) for file in files.programs)
    return {program.id: program for program in programs}


def _program(file: Checked[ProgramFile], names: RegionNames, ids: Ids, findings: Findings) -> Program:
    entry = file.entry
    resolver = FileResolver(file.document, entry.sources, findings)
    resolver.finished(entry.name, ("nama",))
    if entry.parent == entry.id:
        resolver.error(("induk",), "sebuah program tidak bisa menjadi induk dirinya sendiri; hapus baris ini",
                       Rule.REFERENCE)
    elif entry.parent:
        check_ids([entry.parent], ids.programs, "program", ("induk",), resolver)
    for index, theme in enumerate(entry.themes):
        if ids.themes and theme not in ids.themes:
            resolver.error(("tema", index), f"tema `{theme}` tidak ada di tema.yaml; "
                                            + suggestion(theme, sorted(ids.themes)), Rule.REFERENCE)
    program = Program(
        id=entry.id, name=entry.name, region=names.code(entry.region, ("daerah",), resolver),
        long_name=entry.long_name, aliases=entry.aliases, themes=entry.themes, parent=entry.parent,
        about_stunting=entry.about_stunting, statements=resolver.statements(entry.statements, ("isi",)),
        officials=resolver.officials(entry.officials, ("pejabat",)),
    )
    people = (f"{person.name}, {person.office}" for person in program.officials)
    resolver.short_enough((entry.name, *(s.text for s in program.statements), *people),
                          (s.source for s in program.statements), ())
    resolver.finish()
    return program


def resolve_visits(files: Files, names: RegionNames, ids: Ids, findings: Findings) -> tuple[Visit, ...]:
    """Return all visits in file order.

    Args:
        files: the checked files.
        names: of all regions.
        ids: of all entries.
        findings: gets the problems.
    """
    visits: list[Visit] = []
    for file in files.visits:
        resolver = FileResolver(file.document, file.entry.sources, findings)
        for index, entry in enumerate(file.entry.visits):
            visits.append(_visit(entry, ("kunjungan", index), resolver, names, ids))
        resolver.finish()
    return tuple(visits)


def _visit(entry: VisitEntry, at: Location, resolver: FileResolver, names: RegionNames, ids: Ids) -> Visit:
    if not entry.guest and not entry.guest_label:
        resolver.error(at, "kunjungan ini belum menyebut tamunya; tambahkan `tamu: nama resmi daerah`, "
                           "atau `tamu_kelompok` bila tamunya bukan satu daerah", Rule.VISIT)
    if entry.guest == entry.host:
        resolver.error((*at, "tamu"), f"tamu dan tuan rumahnya sama ({entry.host}); periksa lagi", Rule.VISIT)
    check_ids(entry.programs, ids.programs, "program", (*at, "program"), resolver, listed=True)
    visit = Visit(
        id=entry.id, guest=names.code(entry.guest, (*at, "tamu"), resolver) if entry.guest else None,
        host=names.code(entry.host, (*at, "tuan_rumah"), resolver), guest_label=entry.guest_label, date=entry.date,
        date_note=entry.date_note, place=entry.place, people=entry.people, subjects=entry.subjects,
        programs=entry.programs, statements=resolver.statements(entry.statements, (*at, "isi")),
        officials=resolver.officials(entry.officials, (*at, "pejabat")),
        source=resolver.source(entry.source, (*at, "sumber")),
    )
    texts = (*entry.subjects, *(s.text for s in visit.statements), *(f"{p.name}, {p.office}" for p in visit.officials))
    resolver.short_enough(texts, (visit.source, *(s.source for s in visit.statements)), at)
    return visit


def resolve_topics(files: Files, ids: Ids, findings: Findings) -> dict[str, Topic]:
    """Return all topics by id, in file order.

    Args:
        files: the checked files.
        ids: of all entries.
        findings: gets the problems.
    """
    topics = (_topic(file, ids, findings) for file in files.topics)
    return {topic.id: topic for topic in topics}


def _topic(file: Checked[TopicFile], ids: Ids, findings: Findings) -> Topic:
    entry = file.entry
    resolver = FileResolver(file.document, entry.sources, findings)
    resolver.finished(entry.title, ("judul",))
    if len(entry.questions) < FEW_QUESTIONS:
        resolver.warn(("tanya",), f"baru {len(entry.questions)} pertanyaan; tulis paling sedikit {FEW_QUESTIONS} "
                                  "dengan kata-kata yang berbeda, supaya lebih mudah ditemukan", Rule.MISSING)
    resolver.finished(entry.answer, ("jawab",))
    answer_source = resolver.source(entry.answer_source, ("sumber_jawab",))
    check_ids(entry.next, ids.topics, "topik", ("lanjut",), resolver, listed=True)
    statements = resolver.statements(entry.statements, ("isi",))
    texts = (entry.title, entry.answer, *(s.text for s in statements))
    resolver.short_enough(texts, (s.source for s in statements), ())
    resolver.finish()
    return Topic(entry.id, entry.title, entry.group, entry.questions, entry.answer, answer_source, statements,
                 entry.next)


def check_ids(wanted: Iterable[str], known: set[str], kind: str, location: Location, resolver: FileResolver, *,
              listed: bool = False) -> None:
    """Note each id that no file of its folder has.

    Args:
        wanted: the ids referred to.
        known: the ids there are.
        kind: program or topik, which is the folder's name too.
        location: where they stand, or the list of them.
        resolver: of the file that refers to them.
        listed: whether `location` is a list.
    """
    for index, id_ in enumerate(wanted):
        if id_ not in known:
            resolver.error((*location, index) if listed else location,
                           f"{kind} `{id_}` tidak ada di folder {kind}; {suggestion(id_, sorted(known))}",
                           Rule.REFERENCE)


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".yaml")
