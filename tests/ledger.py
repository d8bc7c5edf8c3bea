"""The ledger of labelled questions that the bot does not get right yet: tests/questions/belum_lulus.yaml.

`python -m tests.ledger` asks every labelled question and writes the ledger anew; test_questions.py holds the bot to it
in both directions.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.assistant import Assistant
from bot.knowledge.loader import load as load_knowledge
from bot.knowledge.location import default_path
from bot.understanding.conversation import Conversation
from tests.labelled import FOLDER, Labelled, faults_of, load

LEDGER = FOLDER / "belum_lulus.yaml"
_HEADER = """\
# Pertanyaan berlabel yang belum dijawab benar oleh bot, menurut berkasnya. Jangan disunting dengan tangan:
# `python -m tests.ledger` menulisnya kembali; bila salah satunya sudah benar, pengujian meminta agar itu dilakukan.
"""


@dataclass(frozen=True)
class Case:
    """A labelled question or conversation.

    Args:
        file: name of its file, without `.yaml`.
        name: the question as typed; the turns of a conversation joined by ` / `.
        turns: the questions with their labels.
    """

    file: str
    name: str
    turns: tuple[Labelled, ...]

    def faults(self, assistant: Assistant) -> list[str]:
        """Ask, and say what is wrong with the replies; empty where all are right."""
        answers = zip(self.turns, asyncio.run(faults_of(assistant, self.turns)), strict=True)
        return [f"{turn.question!r}: {fault}" for turn, faults in answers for fault in faults]


@dataclass(frozen=True)
class PlacesCase:
    """A sentence with the regions that it names.

    Args:
        file: name of its file, without `.yaml`.
        name: the sentence as typed.
        regions: official names of the regions; of an ambiguous name all that it may mean.
    """

    file: str
    name: str
    regions: frozenset[str]

    def faults(self, assistant: Assistant) -> list[str]:
        """Read the sentence, and say which regions are missing or were made up."""
        places = assistant.interpreter.read(self.name, Conversation().focus).places
        found = {assistant.knowledge.regions[code].name for place in places for code in place.codes}
        return ([f"tidak menemukan {name}" for name in sorted(self.regions - found)]
                + [f"salah menemukan {name}" for name in sorted(found - self.regions)])


def cases() -> list[Case | PlacesCase]:
    """Return every labelled question, in the order of files."""
    return [case for prefix in ("latih", "uji") for path in sorted(FOLDER.glob(f"{prefix}_*.yaml"))
            for case in (_places(path) if path.stem.endswith("wilayah") else _questions(path))]


def _questions(path: Path) -> Iterable[Case]:
    return (Case(path.stem, " / ".join(t.question for t in turns), turns) for turns in load(path))


def _places(path: Path) -> Iterable[PlacesCase]:
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    return (PlacesCase(path.stem, row["tanya"], frozenset(row["daerah"])) for row in rows)


def read_ledger(path: Path = LEDGER) -> frozenset[tuple[str, str]]:
    """Return (file, name) of every case that is known to fail."""
    listed = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return frozenset((file, name) for file, names in listed.items() for name in names)


def write_ledger(failing: Iterable[Case | PlacesCase], path: Path = LEDGER) -> None:
    """Write the cases that fail, sorted, so that two runs on the same bot give the same file."""
    listed: dict[str, list[str]] = {}
    for case in sorted(failing, key=lambda c: (c.file, c.name)):
        listed.setdefault(case.file, []).append(case.name)
    body = yaml.safe_dump(listed, allow_unicode=True, width=10_000, sort_keys=True) if listed else "{}\n"
    path.write_text(_HEADER + body, encoding="utf-8")


def _main() -> None:
    assistant = Assistant(load_knowledge(default_path()))
    every = cases()
    failing = [case for case in every if case.faults(assistant)]
    write_ledger(failing)
    right = len(every) - len(failing)
    print(f"{right} dari {len(every)} pertanyaan dijawab benar; {len(failing)} lainnya ditulis ke {LEDGER.name}")


if __name__ == "__main__":
    _main()
