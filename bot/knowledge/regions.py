"""knowledge/daerah and nama_ganda.yaml to regions and rules on their names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from bot.knowledge.files import Checked, Files
from bot.knowledge.model import NATION, Figure, NameRules, Region, Survey
from bot.knowledge.problems import Level, Rule
from bot.knowledge.reader import Location
from bot.knowledge.resolving import FileResolver, Findings
from bot.knowledge.schema import FigureEntry, ProvinceFile, RegionEntry
from bot.knowledge.schema_words import NamesFile
from bot.knowledge.wording import nearest

_SURVEYS = {str(survey): survey for survey in Survey}


def resolve_regions(files: Files, findings: Findings) -> dict[str, Region]:
    """Return all regions by code, in file order.

    Args:
        files: the checked files.
        findings: gets the problems.
    """
    resolver = _Regions(findings)
    for file in files.provinces:
        resolver.add_file(file)
    resolver.check_names()
    return resolver.regions


def plain(name: str) -> str:
    """Return a name as it is compared: small letters, punctuation as space."""
    return " ".join(re.findall(r"[^\W_]+", name.casefold()))


class RegionNames:
    """Official names, for the references of programs and visits.

    Args:
        regions: all regions by code.
        complete: False where a file of regions is broken: then no name counts as unknown.
    """

    def __init__(self, regions: Mapping[str, Region], *, complete: bool) -> None:
        self._codes = {region.name: code for code, region in regions.items()}
        self._regions = regions
        self._complete = complete

    def code(self, name: str, location: Location, resolver: FileResolver) -> str:
        """Return the code of an official name; an unknown name is an error that suggests the nearest one.

        Args:
            name: as written.
            location: where it is written.
            resolver: of the file that it is written in.
        """
        code = self._codes.get(name)
        if code is None and self._complete:
            resolver.error(location, f"daerah `{name}` tidak dikenal; {self._advice(name)}", Rule.REFERENCE)
        return code or ""

    def _advice(self, name: str) -> str:
        meant = [region.name for region in self._regions.values()
                 if plain(name) in {plain(known) for known in (region.name, region.short_name, *region.aliases)}]
        close = nearest(name, self._codes)
        if not meant and close:
            meant = [close]
        if not meant:
            return "tulis nama resminya seperti di folder daerah, misalnya Kabupaten Batang"
        return "tulis nama resminya: " + " atau ".join(f"`{name}`" for name in meant)


class _Regions:
    """Collects regions file by file."""

    def __init__(self, findings: Findings) -> None:
        self.regions: dict[str, Region] = {}
        self._findings = findings
        self._places: dict[str, tuple[FileResolver, Location]] = {}

    def add_file(self, file: Checked[ProvinceFile]) -> None:
        resolver = FileResolver(file.document, file.entry.sources, self._findings)
        province = file.entry.province
        name = file.document.path.rpartition("/")[2]
        fits = len(province.code) == 2 and name.startswith(f"{province.code}-")
        if len(province.code) != 2:
            resolver.error(("provinsi", "kode"), f"kode provinsi harus dua angka, bukan {province.code}",
                           Rule.CODE)
        elif not fits:
            resolver.error(("provinsi", "kode"),
                           f"nama berkas harus diawali kode provinsinya: {province.code}-….yaml, bukan {name}",
                           Rule.CODE)
        self._add(province, ("provinsi",), resolver)
        for index, region in enumerate(file.entry.regions):
            location: Location = ("daerah", index)
            if fits and not region.code.startswith(f"{province.code}."):
                resolver.error((*location, "kode"), f"kode {region.code} bukan bagian dari provinsi {province.code}; "
                                                    "pindahkan ke berkas provinsinya", Rule.CODE)
            self._add(region, location, resolver)
        resolver.finish()

    def _add(self, entry: RegionEntry, location: Location, resolver: FileResolver) -> None:
        if entry.code in self.regions:
            resolver.error((*location, "kode"),
                           f"kode {entry.code} sudah dipakai oleh {self.regions[entry.code].name}", Rule.CODE)
            return
        region = Region(
            entry.code, entry.name, entry.aliases, entry.capital,
            _figures(entry.figures, (*location, "prevalensi"), resolver),
            resolver.statements(entry.statements, (*location, "isi")),
            resolver.officials(entry.officials, (*location, "pejabat")),
        )
        self.regions[entry.code] = region
        self._places[entry.code] = (resolver, location)
        resolver.short_enough((s.text for s in region.statements), (s.source for s in region.statements), location)

    def check_names(self) -> None:
        """Check that official names differ and that an alias belongs to one region alone."""
        official: dict[str, str] = {}
        short: dict[str, set[str]] = defaultdict(set)
        for code, region in self.regions.items():
            if plain(region.name) in official:
                resolver, location = self._places[code]
                resolver.error((*location, "nama"), f"nama {region.name} sudah dipakai oleh kode "
                                                    f"{official[plain(region.name)]}", Rule.TWICE)
            official.setdefault(plain(region.name), code)
            short[plain(region.short_name)].add(code)
        claimed: dict[str, str] = {}
        for code, region in self.regions.items():
            for index, alias in enumerate(region.aliases):
                self._check_alias(code, index, official.get(plain(alias)), short[plain(alias)], claimed)
                claimed.setdefault(plain(alias), code)

    def _check_alias(self, code: str, index: int, named: str | None, short: set[str], claimed: dict[str, str]) -> None:
        alias = self.regions[code].aliases[index]
        resolver, location = self._places[code]
        others = {named, *short, claimed.get(plain(alias))} - {None, code}
        if others:
            owners = ", ".join(sorted(self.regions[other].name for other in others if other))
            resolver.error((*location, "alias", index), f"sebutan `{alias}` sudah menjadi nama {owners}; hapus di "
                                                        "sini, atau tulis sebagai kelompok di nama_ganda.yaml",
                           Rule.CLAIM)
        elif named == code or code in short or claimed.get(plain(alias)) == code:
            resolver.warn((*location, "alias", index),
                          f"sebutan `{alias}` tidak perlu ditulis; sudah dikenal dari nama resmi atau sebutan lain",
                          Rule.TWICE)


def _figures(entries: Sequence[FigureEntry], location: Location, resolver: FileResolver) -> tuple[Figure, ...]:
    figures: dict[tuple[int, str, str], Figure] = {}
    for index, entry in enumerate(entries):
        key = (entry.year, entry.survey, entry.source)
        if key in figures:
            resolver.error((*location, index), f"angka {entry.survey} {entry.year} dari sumber `{entry.source}` "
                                               "sudah ditulis; hapus salah satunya", Rule.TWICE)
        source = resolver.source(entry.source, (*location, index, "sumber"))
        figures[key] = Figure(entry.year, _SURVEYS[entry.survey], entry.percent, source, entry.note,
                              entry.comparable)
    return tuple(figures.values())


def resolve_names(files: Files, regions: Mapping[str, Region], findings: Findings) -> NameRules:
    """Return the rules on region names.

    Args:
        files: the checked files; where nama_ganda.yaml is missing, the rules are empty.
        regions: all regions by code.
        findings: gets the problems.
    """
    if not files.names:
        return NameRules(frozenset(), frozenset(), {}, {})
    file = files.names[0]
    if not any(name.startswith("daerah/") for name in files.broken):
        _check_names(file, regions, findings)
    entry = file.entry
    return NameRules(frozenset(entry.everyday), frozenset(entry.near_words), entry.groups, entry.districts)


def _check_names(file: Checked[NamesFile], regions: Mapping[str, Region], findings: Findings) -> None:
    known = {plain(name) for region in regions.values()
             for name in (region.name, region.short_name, region.capital or "", *region.aliases)}
    for index, name in enumerate(file.entry.everyday):
        if plain(name) not in known:
            findings.problems.append(file.document.problem(
                ("kata_sehari_hari", index), f"`{name}` bukan nama, sebutan, atau ibu kota daerah mana pun; hapus saja",
                Rule.REFERENCE, level=Level.WARNING))
    for group, codes in file.entry.groups.items():
        for index, code in enumerate(codes):
            if code not in regions or code == NATION:
                findings.problems.append(file.document.problem(
                    ("kelompok", group, index), f"kode {code} tidak ada di folder daerah; periksa lagi angkanya",
                    Rule.REFERENCE))
