"""Why a question is read as it is, in words that an admin understands."""

from __future__ import annotations

from bot.understanding.interpretation import Interpretation
from bot.understanding.interpreter import Interpreter
from bot.understanding.mention import Mention


def explain(interpreter: Interpreter, question: str, meaning: Interpretation) -> list[str]:
    """Write the steps from the words to the decision, a line each.

    Args:
        interpreter: who understood the question.
        question: as typed.
        meaning: what it was understood as.
    """
    evidence = meaning.evidence
    lines = [f"Pertanyaan: {question}", "Kata setelah dirapikan: " + (" ".join(evidence.words) or "(tidak ada)"),
             "Ciri yang dibandingkan: " + (", ".join(meaning.features) or "(tidak ada)"), "Nama yang dikenali:"]
    lines += [f"  - {_mention(m)}" for m in evidence.mentions] or ["  (tidak ada)"]
    lines.append("Maksud terdekat (nilai; kecocokan kata, contoh, ejaan; contoh terdekat):")
    lines += [f"  {r.score:5.2f}  {r.label:24} ({r.likelihood:.2f}, {r.overlap:.2f}, {r.spelling:.2f})  “{r.example}”"
              for r in evidence.ranked[:5]]
    lines.append(f"Selisih dengan maksud kedua: {evidence.margin:.2f}")
    lines.append(f"Peluang termasuk bidang bot: {evidence.scope:.2f} (paling sedikit {interpreter.least_scope:.2f})")
    lines.append(f"Keputusan: {_decision(meaning)}")
    return lines


def _mention(mention: Mention) -> str:
    kind = "program" if mention.programs else "daerah" if mention.regions else "pejabat"
    ids = mention.programs or mention.regions or tuple(o.name for o in mention.officials)
    marker = f", disebut {mention.marker}" if mention.marker else ""
    return f"“{mention.text}” = {kind} {', '.join(ids)} (kemiripan {mention.score:.2f}{marker})"


def _decision(meaning: Interpretation) -> str:
    if meaning.readings:
        return f"bertanya balik, karena keyakinan hanya {meaning.confidence:.2f}"
    if meaning.choices:
        return f"bertanya balik, karena nama itu bisa berarti {len(meaning.choices)} daerah"
    about = [*meaning.regions, *meaning.programs, *meaning.visits, *([meaning.topic] if meaning.topic else [])]
    taken = "; sebagian diambil dari percakapan sebelumnya" if meaning.follow_up else ""
    also = f"; juga {', '.join(meaning.also)}" if meaning.also else ""
    return f"{meaning.intent} tentang {', '.join(about) or '-'}{also}{taken} (keyakinan {meaning.confidence:.2f})"
