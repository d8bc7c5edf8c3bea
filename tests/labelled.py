"""Labelled questions in tests/questions: loading them and judging replies by their labels.

`latih_*` are for fitting and for working on; `uji_*` are held out: looked at only as a score.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.answering.reply import Reply
from bot.assistant import Assistant
from bot.understanding.conversation import Conversation

FOLDER = Path(__file__).parent / "questions"


@dataclass(frozen=True)
class Labelled:
    """A question with what its reply must be.

    Args:
        question: as typed.
        statuses: acceptable statuses.
        must: groups of alternatives; the text has one of each.
        must_not: what the text must not have.
        options: names that the text or the buttons offer.
        kind: for reports.
    """

    question: str
    statuses: tuple[str, ...]
    must: tuple[tuple[str, ...], ...]
    must_not: tuple[str, ...]
    options: tuple[str, ...]
    kind: str

    def faults(self, reply: Reply) -> list[str]:
        """Say what is wrong with a reply; empty where it is right."""
        text = squash(reply.text)
        seen = text + " " + squash(" ".join(b.label for b in reply.buttons))
        wanted = "/".join(self.statuses)
        found = [] if reply.status in self.statuses else [f"status {reply.status}, seharusnya {wanted}"]
        found += [f"tanpa {' / '.join(group)}" for group in self.must if not any(squash(a) in text for a in group)]
        found += [f"tidak boleh ada {bad}" for bad in self.must_not if squash(bad) in text]
        return found + [f"tidak menawarkan {name}" for name in self.options if squash(name) not in seen]


def squash(text: str) -> str:
    """Lower case, straight quotes, single spaces."""
    return re.sub(r"\s+", " ", text.translate(str.maketrans("‘’“”", "''\"\""))).casefold()


def load(path: Path) -> list[tuple[Labelled, ...]]:
    """Read a file of questions; each entry is a conversation of one or more turns."""
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [tuple(_labelled(turn, row) for turn in row.get("percakapan") or [row]) for row in rows]


def files(prefix: str) -> Iterator[Path]:
    """Files of one part, `latih` or `uji`, that carry statuses."""
    return (p for p in sorted(FOLDER.glob(f"{prefix}_*.yaml")) if not p.stem.endswith("wilayah"))


async def faults_of(assistant: Assistant, turns: tuple[Labelled, ...]) -> list[list[str]]:
    """Ask the turns of one conversation and return what is wrong with each reply."""
    conversation = Conversation()
    return [turn.faults(await assistant.reply(turn.question, conversation)) for turn in turns]


def _labelled(turn: dict[str, object], row: dict[str, object]) -> Labelled:
    def listed(key: str) -> list:  # type: ignore[type-arg]
        value = turn.get(key) or []
        return list(value) if isinstance(value, list) else [value]

    groups = tuple(tuple(g) if isinstance(g, list) else (str(g),) for g in listed("harus"))
    statuses = tuple(str(s) for s in listed("status_boleh") or [turn.get("status", "answered")])
    kind = str(row.get("jenis") or row.get("golongan") or "")
    return Labelled(str(turn["tanya"]), statuses, groups, tuple(map(str, listed("tanpa"))),
                    tuple(map(str, listed("pilihan"))), kind)
