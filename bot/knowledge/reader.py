"""YAML text to plain data, with the place of every key and value.

Values are read more narrowly than YAML allows: what YAML would silently turn into something else (`no`, `012`, `1:30`)
is a problem that says what to write. Keys are always text, and so are dates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.knowledge.problems import Level, Problem, Rule
from bot.knowledge.syntax import explain_syntax

try:
    from yaml import CBaseLoader as _BaseLoader
except ImportError:  # PyYAML built without libyaml: the same nodes, only slower
    from yaml import BaseLoader as _BaseLoader  # type: ignore[assignment]


class _Loader(_BaseLoader):
    """Composes nodes without guessing at types, which `_Builder` does more narrowly; a quarter faster than guessing."""

    def resolve(self, *_: Any) -> str:
        return "tag:yaml.org,2002:str"

    def descend_resolver(self, *_: Any) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass


Location = tuple[str | int, ...]
"""The way to a value: keys and list positions from the top of the file."""

_MAX_DEPTH = 20
_TOO_DEEP = f"isi berkas bersarang lebih dari {_MAX_DEPTH} tingkat; sederhanakan susunannya"
_SPECIAL = re.compile(r"(?:^|[\s\[{,])[&*!]", re.MULTILINE)
_BRACKETS = re.compile(r"[\[\]{}]")
_DASHES = re.compile(r"(?:[-?:] +){200}")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INTEGER = re.compile(r"-?(?:0|[1-9]\d*)", re.ASCII)
_DECIMAL = re.compile(r"-?(?:0|[1-9]\d*)\.\d+", re.ASCII)
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_MISLEADING = re.compile(
    r"""(?P<yesno>yes|no|on|off|y|n)
    | (?P<number>\+\d[\d.]*|[+-]?(?:0[0-9_]+(?:\.\d*)?|0[xob][0-9a-f_]+|\d[\d_]*_[\d_.]*
                                   |\d+(?:\.\d*)?e[+-]?\d+|\.\d+|\d+\.))
    | (?P<time>[+-]?\d+(?::[0-5]?\d)+(?:\.\d*)?)
    | (?P<infinite>[+-]?\.(?:inf|nan))""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


@dataclass
class Document:
    """One file: its plain data (None where it could not be read) and where each value stands.

    Args:
        path: relative to the knowledge folder, with `/`.
        data: mappings, lists, text, whole and decimal numbers, true/false, None.
        problems: what is wrong with the file as YAML.
        text: the file as text, for finding places again.
    """

    path: str
    data: Any = None
    problems: list[Problem] = field(default_factory=list)
    text: str = ""
    _root: Node | None = None

    def problem(self, location: Location, message: str, rule: Rule, *, level: Level = Level.ERROR,
                key: bool = False) -> Problem:
        """Make a problem at a value, or at the nearest value around it that exists.

        Args:
            location: the way to the value.
            message: for the admin.
            rule: which rule it breaks.
            level: galat or peringatan.
            key: point at the key instead of its value.
        """
        line, column = self.place(location, key=key)
        return Problem(self.path, line, column, level, message, rule)

    def place(self, location: Location, *, key: bool = False) -> tuple[int, int]:
        """Return line and column of a value (or its key), counted from 1."""
        node, name = self._find(location)
        return _place(name if key and name is not None else node)

    def written(self, location: Location) -> str:
        """Return a simple value as it is written in the file, empty for lists and mappings."""
        node, _ = self._find(location)
        return node.value if isinstance(node, ScalarNode) else ""

    def release(self) -> None:
        """Let go of what takes most of the memory; the text is read again where a place is asked for."""
        self._root = self.data = None

    def _find(self, location: Location) -> tuple[Node | None, Node | None]:
        if self._root is None and self.text:
            self._root = _Loader(self.text).get_single_node()
        node, name = self._root, None
        for step in location:
            if isinstance(node, MappingNode):
                found = next(((k, v) for k, v in node.value if k.value == step), None)
                if found is None:
                    break
                name, node = found
            elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
                name, node = None, node.value[step]
            else:
                break
        return node, name


def _place(node: Node | None) -> tuple[int, int]:
    return (node.start_mark.line + 1, node.start_mark.column + 1) if node is not None else (1, 1)


def read(path: str, content: bytes) -> Document:
    """Read one file; whatever is wrong with it stands in the document's problems, nothing is raised.

    Args:
        path: relative to the knowledge folder, for the problems.
        content: the file's bytes, to be UTF-8.
    """
    document = Document(path)
    text = _decode(document, content)
    if text is None:
        return document
    if _nests_wildly(text):
        document.problems.append(document.problem((), _TOO_DEEP, Rule.SYNTAX))
        return document
    try:
        if _SPECIAL.search(text) and _refuse_special(document, text):
            return document
        document._root = _Loader(text).get_single_node()
    except yaml.YAMLError as error:
        line, column, message = explain_syntax(error, text)
        document.problems.append(Problem(path, line, column, Level.ERROR, message, Rule.SYNTAX))
        return document
    document.text = text
    if document._root is None:
        document.problems.append(document.problem(
            (), "berkas ini kosong; isi, atau hapus berkasnya", Rule.MISSING))
    elif not isinstance(document._root, MappingNode):
        document.problems.append(document.problem(
            (), "berkas ini harus berisi baris `kunci: nilai`, bukan daftar atau teks lepas", Rule.TYPE))
    else:
        document.data = _Builder(document).value(document._root, 0)
    return document


def _decode(document: Document, content: bytes) -> str | None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[:error.start].decode("utf-8", "replace")
        message = "berkas ini tidak tersimpan sebagai UTF-8; simpan ulang dengan pengodean UTF-8"
    else:
        found = _FORBIDDEN.search(text)
        if found is None:
            return text
        before = text[:found.start()]
        message = f"ada tanda tak terlihat (U+{ord(found[0]):04X}) di sini; hapus tanda itu"
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    document.problems.append(Problem(document.path, line, column, Level.ERROR, message, Rule.ENCODING))
    return None


def _nests_wildly(text: str) -> bool:
    """Tell whether nesting is so deep that composing it, which is recursive C, could exhaust the stack."""
    depth = deepest = 0
    for bracket in _BRACKETS.finditer(text):
        depth += 1 if bracket[0] in "[{" else -1
        deepest = max(deepest, depth)
    return deepest > 200 or _DASHES.search(text) is not None


def _refuse_special(document: Document, text: str) -> bool:
    """Find anchors, aliases and tags: they make a file hard to follow, and nothing here needs them."""
    for event in yaml.parse(text, Loader=_Loader):
        mark = event.start_mark
        if mark and (getattr(event, "anchor", None) or getattr(event, "tag", None)):
            document.problems.append(Problem(
                document.path, mark.line + 1, mark.column + 1, Level.ERROR,
                "tanda `&`, `*`, atau `!` di awal nilai punya arti khusus dan tidak dipakai di sini; "
                "apit teksnya dengan tanda kutip", Rule.MISREAD))
    return bool(document.problems)


class _Builder:
    """Turns nodes into plain data and notes what is wrong on the way."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def value(self, node: Node, depth: int) -> Any:
        if isinstance(node, ScalarNode):
            return node.value if node.style else self._plain(node)
        if depth >= _MAX_DEPTH:
            self._note(node, _TOO_DEEP, Rule.SYNTAX)
            return None
        if isinstance(node, MappingNode):
            return self._mapping(node, depth)
        return [self.value(child, depth + 1) for child in node.value]

    def _mapping(self, node: MappingNode, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, child in node.value:
            if not isinstance(key, ScalarNode):
                self._note(key, "kunci harus berupa satu kata atau teks, bukan daftar", Rule.KEY)
            elif key.value in result:
                first = next(k for k, _ in node.value if k.value == key.value)
                self._note(key, f"kunci `{key.value}` ditulis dua kali (pertama di baris {_place(first)[0]}); "
                                "gabungkan atau hapus salah satunya", Rule.TWICE)
            else:
                result[key.value] = self.value(child, depth + 1)
        return result

    def _plain(self, node: ScalarNode) -> Any:
        text: str = node.value
        if text.lower() in _WORDS:
            return _WORDS[text.lower()]
        if _INTEGER.fullmatch(text) and len(text) < 19:
            return int(text)
        if _DECIMAL.fullmatch(text):
            return float(text)
        misleading = _MISLEADING.fullmatch(text)
        if misleading:
            self._note(node, _mislead_message(text, misleading.lastgroup), Rule.MISREAD)
        return text

    def _note(self, node: Node, message: str, rule: Rule) -> None:
        line, column = _place(node)
        self._document.problems.append(Problem(self._document.path, line, column, Level.ERROR, message, rule))


def _mislead_message(text: str, kind: str | None) -> str:
    if kind == "yesno":
        return (f"`{text}` tanpa tanda kutip bisa dibaca sebagai ya/tidak; tulis \"{text}\" bila maksudnya teks, "
                "atau true/false bila maksudnya ya/tidak")
    if kind == "time":
        return f"`{text}` tanpa tanda kutip bisa dibaca sebagai bilangan; tulis \"{text}\" bila maksudnya jam atau skor"
    if kind == "infinite":
        return f"`{text}` bukan bilangan yang bisa dipakai; tulis angkanya, atau \"{text}\" bila maksudnya teks"
    return (f"bilangan `{text}` bisa dibaca keliru; tulis angka biasa (misalnya 12 atau 20.7), "
            f"atau \"{text}\" bila maksudnya teks atau kode")
