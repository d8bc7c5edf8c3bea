"""What goes wrong in an admin's editor: each mutation spoils one line of a good file and knows which."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.knowledge.problems import Rule


@dataclass(frozen=True)
class Spoilt:
    """A file after a slip of the hand.

    Args:
        name: the file.
        content: its bytes.
        line: where the slip is, from 1.
        rules: what may be said of it.
    """

    name: str
    content: bytes
    line: int
    rules: frozenset[Rule]


@dataclass(frozen=True)
class Mutation:
    """A way to spoil a line.

    Args:
        files: a pattern of the files that it fits.
        line: a pattern of the lines that it fits.
        spoil: what the line becomes (several lines, perhaps), given the match and a random source.
        rules: what may be said of it.
        offset: where the problem is told, counted from the spoilt line.
    """

    files: str
    line: str
    spoil: Callable[[re.Match[str], random.Random], str]
    rules: frozenset[Rule]
    offset: int = 0


def put(text: str) -> Callable[[re.Match[str], random.Random], str]:
    """Put a text, with the groups of the match filled in, in the place of the line."""
    return lambda match, _: match.expand(text)


def typo(group: int) -> Callable[[re.Match[str], random.Random], str]:
    """Change one letter inside a group of the match."""
    def spoil(match: re.Match[str], chance: random.Random) -> str:
        word = match[group]
        at = chance.randrange(1, len(word))
        return match[0][:match.start(group)] + word[:at] + "x" + word[at:] + match[0][match.end(group):]

    return spoil


ENTRIES = r"(program|topik)/.*"
WITH_DATES = r"(program|topik|daerah)/.*|studi_tiru\.yaml"
ENGLISH = "The program is run by the health office and it was started with the help of the village."
MUTATIONS: dict[str, Mutation] = {
    "kunci salah eja": Mutation(ENTRIES, r"( *(?:- )?)(nama|daerah|kelompok|jenis|penerbit|judul)(: .*)", typo(2),
                                frozenset({Rule.KEY})),
    "kunci asing": Mutation(ENTRIES, r"(id: .*)", put(r"\1\nwarna: merah"), frozenset({Rule.KEY}), offset=1),
    "titik dua hilang": Mutation(ENTRIES, r"( *)(nama|daerah|kelompok|penerbit): ([\w ]+)", put(r"\1\2 \3"),
                                 frozenset({Rule.SYNTAX})),
    "titik dua tanpa spasi": Mutation(ENTRIES, r"( *)(nama|daerah|kelompok|penerbit): ([\w ]+)", put(r"\1\2:\3"),
                                      frozenset({Rule.SYNTAX})),
    "titik dua di dalam teks": Mutation(ENTRIES, r"(    teks: )(\w[\w ,.-]*)", put(r"\1Catatan: \2"),
                                        frozenset({Rule.SYNTAX})),
    "TAB": Mutation(ENTRIES, r"  (- jenis: .*|penerbit: .*|- \w.*)", put("\t\\1"), frozenset({Rule.SYNTAX})),
    "TAB di tengah": Mutation(ENTRIES, r"    (penerbit|tanggal): (.*)", put("\t\\1: \\2"), frozenset({Rule.SYNTAX})),
    "kunci kembar": Mutation(ENTRIES, r"((nama|daerah|judul|kelompok): .*)", put(r"\1\n\1"),
                             frozenset({Rule.TWICE}), offset=1),
    "sumber kembar": Mutation(ENTRIES, r"    (penerbit: .*)", put(r"    \1\n    \1"),
                              frozenset({Rule.TWICE}), offset=1),
    "bukan tanggal": Mutation(WITH_DATES, r"( +tanggal: )\d{4}-\d\d-\d\d", put(r"\g<1>14 Maret 2025"),
                              frozenset({Rule.DATE})),
    "tanggal yang tidak ada": Mutation(WITH_DATES, r"( +tanggal: )(\d{4})-\d\d-\d\d", put(r"\1\2-02-30"),
                                       frozenset({Rule.DATE})),
    "tanggal yang belum tiba": Mutation(WITH_DATES, r"( +tanggal: )\d{4}-\d\d-\d\d", put(r"\g<1>2091-05-01"),
                                        frozenset({Rule.FUTURE})),
    "tahun yang belum tiba": Mutation(ENTRIES, r"(    tahun: )\d{4}", put(r"\g<1>2091"), frozenset({Rule.FUTURE})),
    "tahun dalam tanda kutip": Mutation(ENTRIES, r"(    tahun: )(\d{4})", put(r'\1"\2"'), frozenset({Rule.TYPE})),
    "tahun dengan huruf": Mutation(ENTRIES, r"(    tahun: )(\d{4})", put(r"\1dua ribu"), frozenset({Rule.TYPE})),
    "daerah yang tidak ada": Mutation(r"program/.*", r"daerah: (Kabupaten|Kota) (\w{4,}.*)", typo(2),
                                      frozenset({Rule.REFERENCE})),
    "tuan rumah yang tidak ada": Mutation(r"studi_tiru\.yaml", r"    tuan_rumah: (Kabupaten|Kota) (\w{4,}.*)", typo(2),
                                          frozenset({Rule.REFERENCE})),
    "nama pendek daerah": Mutation(r"program/.*", r"daerah: (?:Kabupaten|Kota) (\w+.*)", put(r"daerah: \1"),
                                   frozenset({Rule.REFERENCE})),
    "jenis yang tidak ada": Mutation(r"program/.*", r"(  - jenis: )(\w+)", put(r"\1cerita"), frozenset({Rule.CHOICE})),
    "survei yang tidak ada": Mutation(r"daerah/.*", r"(.*survei: )(SSGI|SKI)(,.*)", put(r"\1SUSENAS\3"),
                                      frozenset({Rule.CHOICE})),
    "angka tanpa survei": Mutation(r"daerah/.*", r"(.*)survei: (SSGI|SKI), (.*)", put(r"\1\3"),
                                   frozenset({Rule.MISSING})),
    "angka terlalu besar": Mutation(r"daerah/.*", r"(.*persen: )(\d+)\.(\d)(.*)", put(r"\g<1>1\g<2>\g<3>\4"),
                                    frozenset({Rule.RANGE, Rule.FIGURE})),
    "angka dengan koma": Mutation(r"daerah/.*", r"(.*persen: )(\d+)\.(\d+)(\D.*)", put(r'\1"\2,\3"\4'),
                                  frozenset({Rule.TYPE})),
    "angka yang tidak lazim": Mutation(r"daerah/.*", r"(.*survei: SSGI, persen: )(\d+\.\d)(.*)", put(r"\g<1>0.2\3"),
                                       frozenset({Rule.FIGURE})),
    "kode tanpa tanda kutip": Mutation(r"daerah/.*", r'(  - kode: )"(\d\d\.\d\d)"', put(r"\1\2"),
                                       frozenset({Rule.TYPE})),
    "sumber yang tidak ada": Mutation(ENTRIES, r"(    sumber: )([\w-]{4,})", typo(2), frozenset({Rule.REFERENCE})),
    "topik lanjutan yang tidak ada": Mutation(r"topik/.*", r"(lanjut: \[)([a-z0-9-]+)(.*)", put(r"\1tidak-ada\3"),
                                              frozenset({Rule.REFERENCE})),
    "tema yang tidak ada": Mutation(r"program/.*", r"(tema: \[)([a-z0-9-]+)(.*)", put(r"\1cerita\3"),
                                    frozenset({Rule.REFERENCE})),
    "nilai kosong": Mutation(ENTRIES, r"(nama|daerah|judul|kelompok|    penerbit): .*", put(r"\1:"),
                             frozenset({Rule.MISSING})),
    "ya atau tidak": Mutation(r"program/.*", r"(    teks: ).*", put(r"\1no"), frozenset({Rule.MISREAD})),
    "angka nol di depan": Mutation(r"program/.*", r"(nama: ).*", put(r"\g<1>012"), frozenset({Rule.MISREAD})),
    "kutip tidak ditutup": Mutation(ENTRIES, r"(nama|judul|kelompok): (\w.*)", put(r'\1: "\2'),
                                    frozenset({Rule.SYNTAX})),
    "kurung tidak ditutup": Mutation(r"program/.*", r"(tema|alias): \[(.*)\]", put(r"\1: [\2"),
                                     frozenset({Rule.SYNTAX})),
    "kurung terakhir tidak ditutup": Mutation(r"topik/.*", r"lanjut: \[(.*)\]", put(r"lanjut: [\1"),
                                              frozenset({Rule.SYNTAX})),
    "menjorok terlalu dalam": Mutation(ENTRIES, r"    (penerbit: .*)", put(r"     \1"), frozenset({Rule.SYNTAX})),
    "tidak sejajar": Mutation(r"program/.*", r"    (teks|sumber): (.*)", put(r"   \1: \2"), frozenset({Rule.SYNTAX})),
    "awalan khusus": Mutation(ENTRIES, r"(judul|nama): (\w.*)", put(r"\1: @\2"), frozenset({Rule.SYNTAX})),
    "tanda khusus": Mutation(ENTRIES, r"(judul|nama): (\w.*)", put(r"\1: *\2"), frozenset({Rule.MISREAD, Rule.SYNTAX})),
    "pemisah dokumen": Mutation(ENTRIES, r"(isi|sumber):", put(r"---\n\1:"), frozenset({Rule.SYNTAX})),
    "id lain daripada nama berkas": Mutation(r"topik/.*", r"id: (.*)", put(r"id: \1-baru"),
                                             frozenset({Rule.ID})),
    "id dengan huruf besar": Mutation(r"topik/.*", r"id: (.*)", put(r"id: Topik \1"), frozenset({Rule.ID})),
    "id terlalu panjang": Mutation(r"topik/.*", r"id: (.*)", lambda match, _: f"id: {match[1]}{'-lagi' * 9}",
                                   frozenset({Rule.ID})),
    "catatan kerja": Mutation(r"program/.*", r"(    teks: ).*", put(r"\1TODO tanya dinas"),
                              frozenset({Rule.UNFINISHED})),
    "bahasa Inggris": Mutation(r"program/.*", r"(    teks: ).*", lambda match, _: match[1] + ENGLISH,
                               frozenset({Rule.FOREIGN})),
    "alamat terpotong": Mutation(r"program/.*", r"(    alamat: )https?://(.*)", put(r"\1htp//\2"),
                                 frozenset({Rule.REFERENCE})),
    "alias bukan daftar": Mutation(r"program/.*", r"tema: \[([a-z0-9-]+)\]", put(r"tema: \1"), frozenset({Rule.TYPE})),
    "maksud yang tidak ada": Mutation(r"maksud\.yaml", r"  (\w+):", typo(1), frozenset({Rule.KEY})),
    "pesan dengan isian salah": Mutation(r"pesan\.yaml", r"(  \w+: .*)\{(\w+)\}(.*)", put(r"\1{\2x}\3"),
                                         frozenset({Rule.FIELDS})),
    "pesan dengan kurung salah": Mutation(r"pesan\.yaml", r"(  \w+: .*)\{(\w+)\}(.*)", put(r"\1{\2\3"),
                                          frozenset({Rule.FIELDS})),
    "kunci pesan salah eja": Mutation(r"pesan\.yaml", r"  ([a-z]{4,}\w*)(: .*)", typo(1), frozenset({Rule.KEY})),
    "tanda tak terlihat": Mutation(ENTRIES, r"(nama|judul): (.*)", put("\\1: \\2\x07"), frozenset({Rule.ENCODING})),
    "pertanyaan milik topik lain": Mutation(
        r"topik/s.*", r"tanya:", put('tanya:\n  - "cuci tangan mencegah stunting?"'),
        frozenset({Rule.CLAIM}), offset=1),
    "sebutan milik konsep lain": Mutation(r"bahasa\.yaml", r"  semuakota: \[(.*)", put(r"  semuakota: [keturunan, \1"),
                                          frozenset({Rule.CLAIM})),
    "status yang tidak ada": Mutation(r"pertanyaan\.yaml", r"(    status: )\w+", put(r"\1dijawab"),
                                      frozenset({Rule.CHOICE})),
    "program kunjungan yang tidak ada": Mutation(r"studi_tiru\.yaml", r"(    program: \[)([a-z0-9-]+)(.*)",
                                                 put(r"\1tidak-ada\3"), frozenset({Rule.REFERENCE})),
    "tamu sama dengan tuan rumah": Mutation(
        r"studi_tiru\.yaml", r"    tuan_rumah: (.*)", put(r"    tamu: \1\n    tuan_rumah: \1"),
        frozenset({Rule.VISIT, Rule.TWICE})),
}


def mutated(kind: str, contents: Mapping[str, bytes], seed: int) -> Spoilt:
    """Spoil one line of one file.

    Args:
        kind: a key of `MUTATIONS`.
        contents: the good files.
        seed: chooses the file and the line.
    """
    mutation, chance = MUTATIONS[kind], random.Random(f"{kind}:{seed}")
    names = [name for name in contents if re.fullmatch(mutation.files, name)]
    chance.shuffle(names)
    for name in names:
        lines = contents[name].decode().split("\n")
        places = [(number, match) for number, line in enumerate(lines) if (match := re.fullmatch(mutation.line, line))]
        if places:
            number, match = chance.choice(places)
            lines[number] = mutation.spoil(match, chance)
            return Spoilt(name, "\n".join(lines).encode(), number + 1 + mutation.offset, mutation.rules)
    raise AssertionError(f"no line for {kind}")
