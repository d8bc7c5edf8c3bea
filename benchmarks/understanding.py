"""How well and how fast questions are understood, beside rivals on the same questions and examples.

    python -m benchmarks.understanding            measure and print; also ten times the examples
    python -m benchmarks.understanding --write    also write docs/pemahaman.md and docs/gambar/keyakinan.png

One run, one core. Questions: tests/questions/uji_*.yaml, which nothing is fitted on. Times: normalising to reply.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import matplotlib as mpl

from benchmarks.rivals import RivalInterpreter, extract_one, tf_idf
from bot.assistant import Assistant
from bot.knowledge.loader import load
from bot.knowledge.location import default_path
from bot.knowledge.model import IntentExamples, KnowledgeBase
from bot.understanding.conversation import Conversation
from tests import labelled

DOCS = Path(__file__).parent.parent / "docs"
_BINS = 10
_TIMES = 10


@dataclass
class Outcome:
    """What one way of understanding did with every question.

    Args:
        right: conversations all right, and how many there are.
        seconds: time for each question.
        expected: expected and given status of each turn.
        sure: confidence and rightness of each answer in the field.
    """

    right: tuple[int, int]
    seconds: list[float]
    expected: Counter[tuple[str, str]]
    sure: list[tuple[float, bool]]

    @property
    def share(self) -> float:
        """Share of conversations all right."""
        return self.right[0] / self.right[1]

    def quantile(self, share: float) -> float:
        """Milliseconds below which this share of the questions was answered."""
        return sorted(self.seconds)[int(len(self.seconds) * share)] * 1000


def measure(assistant: Assistant, prefix: str = "uji") -> Outcome:
    """Ask every labelled conversation of one part."""
    outcome = Outcome((0, 0), [], Counter(), [])
    right = total = 0
    with asyncio.Runner() as runner:
        for turns in (turns for path in labelled.files(prefix) for turns in labelled.load(path)):
            conversation, good = Conversation(), True
            for turn in turns:
                start = time.perf_counter()
                reply = runner.run(assistant.reply(turn.question, conversation))
                outcome.seconds.append(time.perf_counter() - start)
                fine = not turn.faults(reply)
                good &= fine
                outcome.expected[turn.statuses[0], str(reply.status)] += 1
                if reply.status == "answered":
                    outcome.sure.append((reply.confidence, fine))
            right, total = right + good, total + 1
    outcome.right = (right, total)
    return outcome


def with_rival(knowledge: KnowledgeBase, rival: object) -> Assistant:
    """Return an assistant that understands as the rival does."""
    assistant = Assistant(knowledge)
    assistant.mind.interpreter = RivalInterpreter(knowledge, rival)  # type: ignore[arg-type]
    return assistant


def enlarged(knowledge: KnowledgeBase) -> KnowledgeBase:
    """Return the knowledge with ten times the programs and examples, each copy with words of its own."""
    intents = [IntentExamples(i.id, tuple(_copies(i.examples)), i.needs) for i in knowledge.intents]
    topics = {t.id: replace(t, questions=tuple(_copies(t.questions))) for t in knowledge.topics.values()}
    copies = [replace(p, id=f"{p.id}-{n}", name=f"{p.name} {_word(n, p.id)}", aliases=(), long_name=None)
              for p in knowledge.programs.values() for n in range(1, _TIMES)]
    programs = {p.id: p for p in copies}
    return replace(knowledge, intents=tuple(intents), topics=topics, programs={**knowledge.programs, **programs})


def _copies(texts: tuple[str, ...]) -> list[str]:
    return [text if n == 0 else f"{text} {_word(n, text)}" for text in texts for n in range(_TIMES)]


def _word(number: int, seed: str) -> str:
    letters = "bcdfghklmnprst"
    value = sum(ord(c) * (i + 3) for i, c in enumerate(seed)) * 31 + number * 977
    return "".join(letters[value // 14**i % 14] + "aiueo"[value // 5**i % 5] for i in range(3))


def confusion(outcome: Outcome) -> list[str]:
    """Expected against given status as a Markdown table."""
    names = ["answered", "no_data", "clarify", "unknown", "smalltalk"]
    lines = ["| expected \\\\ given | " + " | ".join(names) + " |", "|---" * 6 + "|"]
    for name in names:
        lines.append(f"| {name} | " + " | ".join(str(outcome.expected[name, other]) for other in names) + " |")
    return lines


def calibration(outcome: Outcome, path: Path) -> None:
    """Draw confidence against the share of right answers."""
    mpl.use("Agg")
    from matplotlib import pyplot as plt

    rows = sorted(outcome.sure)
    size = max(1, len(rows) // _BINS)
    groups = [rows[i : i + size] for i in range(0, len(rows), size)]
    figure, axes = plt.subplots(figsize=(5, 4.2), dpi=130)
    axes.plot([0.4, 1], [0.4, 1], color="#888888", linestyle="--", label="perfectly calibrated")
    axes.plot([sum(c for c, _ in g) / len(g) for g in groups], [sum(f for _, f in g) / len(g) for g in groups],
              marker="o", color="#0072B2", label="TiruBot, held-out questions")
    axes.set(xlabel="confidence", ylabel="share of answers that are right", xlim=(0.4, 1.02), ylim=(0.4, 1.02))
    axes.legend(loc="lower right", frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path)
    plt.close(figure)


def main() -> None:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the table and the plot to docs/")
    args = parser.parse_args()
    knowledge = load(default_path())
    ours = measure(Assistant(knowledge))
    outcomes = {"TiruBot": ours, "extractOne (WRatio)": measure(with_rival(knowledge, extract_one)),
                "TF-IDF + linear SVM": measure(with_rival(knowledge, tf_idf))}
    big = measure(Assistant(enlarged(knowledge)))
    table = ["| understanding | right | median ms | p99 ms | median against TiruBot |", "|---|---|---|---|---|"]
    base = median(ours.seconds)
    for name, o in {**outcomes, "TiruBot, ten times the examples": big}.items():
        table.append(f"| {name} | {o.share:.1%} ({o.right[0]}/{o.right[1]}) | {o.quantile(0.5):.2f} | "
                     f"{o.quantile(0.99):.2f} | {median(o.seconds) / base:.2f} |")
    text = "\n".join([*table, "", *confusion(ours), ""])
    print(text)
    if args.write:
        calibration(ours, DOCS / "gambar" / "keyakinan.png")
        head = ("# How well questions are understood\n\nWritten by `python -m benchmarks.understanding --write`; "
                "one run, held-out questions (tests/questions/uji_*.yaml).\n\n")
        (DOCS / "pemahaman.md").write_text(head + text + "\n![confidence](gambar/keyakinan.png)\n", encoding="utf-8")


if __name__ == "__main__":
    main()
