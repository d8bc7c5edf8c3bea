"""Choose the understanding's weights and thresholds on tests/questions/latih_*.yaml, and write parameters.json.

    python -m benchmarks.fit            fit and write
    python -m benchmarks.fit --dry-run  fit and print only

The scope model is a multinomial logistic regression on the signals of `bot.understanding.scope`; the weights of the
matcher, the penalties and the threshold are found by coordinate search on the share of conversations answered right,
averaged over the kinds of question.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
from copy import deepcopy
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.assistant import Assistant
from bot.knowledge.loader import load
from bot.knowledge.location import default_path
from bot.understanding.confidence import confidence_signals
from bot.understanding.conversation import Conversation, Focus
from bot.understanding.parameters import PATH, parse_parameters
from bot.understanding.scope import CHAT, FIELD, OUTSIDE
from tests import labelled

_KINDS = {"unknown": OUTSIDE, "smalltalk": CHAT}
_STRENGTH = 2.0
"""Inverse of the regularisation of the scope model."""
_LEAST_CONFIDENCE = 0.5
"""An answer that is right less often than this does more harm than a question back."""
_ABOUT_REGION = Focus("programs_of_region", ("64.02",), (), ("raga-pantas",))
_IN_CONVERSATION = 6
"""One in so many questions of other fields is also asked in the middle of a conversation."""
_STEPS = {"match": (0.1, -0.1), "penalties": (0.05, -0.05), "least_scope": (0.05, -0.05)}


def fit_scope(assistant: Assistant) -> dict[str, dict[str, float]]:
    """Fit the scope model on every turn, in its conversation."""
    rows, kinds = [], []
    for number, turns in enumerate(t for path in labelled.files("latih") for t in labelled.load(path)):
        conversation = Conversation()
        twice = len(turns) == 1 and turns[0].statuses == ("unknown",) and number % _IN_CONVERSATION == 0
        for question in (*turns, *turns) if twice else turns:
            if len(question.statuses) == 1 or not _KINDS.keys() & set(question.statuses):
                reading = assistant.interpreter.read(question.question, conversation.focus)
                ranked = assistant.interpreter.weigher.ranked(reading, conversation.focus)
                rows.append(assistant.interpreter.signals(question.question, reading, ranked, conversation.focus))
                kinds.append(_KINDS.get(question.statuses[0], FIELD))
            asyncio.run(assistant.reply(question.question, conversation))
            if twice:
                # asked alone and in a conversation about a region, so that context does not override everything
                conversation.focus = _ABOUT_REGION
    names = sorted({name for row in rows for name in row})
    table = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    model = LogisticRegression(C=_STRENGTH, max_iter=5000, fit_intercept=False).fit(table, kinds)
    return {kind: {name: round(float(w), 3) for name, w in zip(names, weights, strict=True)}
            for kind, weights in zip(model.classes_, model.coef_, strict=True)}


def fit_confidence(assistant: Assistant) -> dict[str, float]:
    """Fit how often an answer in the field is right, on every turn that ought to be answered or was."""
    interpreter = assistant.interpreter
    rows, right = [], []
    for turns in (turns for path in labelled.files("latih") for turns in labelled.load(path)):
        conversation = Conversation()
        for question in turns:
            reading, focus = interpreter.read(question.question, conversation.focus), conversation.focus
            ranked = interpreter.weigher.ranked(reading, focus)
            odds = interpreter.scope.judge(interpreter.signals(question.question, reading, ranked, focus))
            reply = asyncio.run(assistant.reply(question.question, conversation))
            if reply.status == "answered":
                candidates = interpreter.candidates.of(reading, ranked, focus)
                rows.append(confidence_signals(candidates, odds[FIELD], reading))
                right.append(not question.faults(reply))
    names = sorted(rows[0])
    table = np.array([[row[name] for name in names] for row in rows])
    model = LogisticRegression(C=_STRENGTH, max_iter=5000, fit_intercept=False).fit(table, right)
    return {name: round(float(w), 3) for name, w in zip(names, model.coef_[0], strict=True)}


Kinds = dict[str, list[tuple[labelled.Labelled, ...]]]


def kinds() -> Kinds:
    """The fitting conversations by kind of question, as the files are named."""
    found: Kinds = {}
    for path in labelled.files("latih"):
        found.setdefault(re.sub(r"_\d$", "", path.stem), []).extend(labelled.load(path))
    return found


def score(assistant: Assistant, data: dict[str, Any], conversations: Kinds) -> float:
    """Share of conversations whose every turn is right with these parameters, each kind of question counting the same.

    There are many more labelled questions of other fields than conversations; by their number alone the threshold
    would say no too often.
    """
    assistant.interpreter.tune(parse_parameters(data))

    async def share(group: list[tuple[labelled.Labelled, ...]]) -> float:
        return sum([not any(await labelled.faults_of(assistant, turns)) for turns in group]) / len(group)

    async def run() -> float:
        return sum([await share(group) for group in conversations.values()]) / len(conversations)

    return asyncio.run(run())


def search(assistant: Assistant, data: dict[str, Any]) -> tuple[float, dict[str, Any]]:
    """Change one number at a time as long as more conversations come out right."""
    conversations = kinds()
    best = score(assistant, data, conversations)
    places = [(group, key) for group in ("match", "penalties") for key in data[group]] + [("least_scope", "")]
    improved = True
    while improved:
        improved = False
        for group, key in places:
            for step in _STEPS[group]:
                trial = deepcopy(data)
                if key:
                    trial[group][key] = round(trial[group][key] + step, 3)
                else:
                    trial[group] = round(trial[group] + step, 3)
                value = score(assistant, trial, conversations)
                if value > best:
                    best, data, improved = value, trial, True
                    print(f"{value:.4f}  {group} {key} {step:+}")
    return best, data


def main() -> None:
    """Fit and write parameters.json."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dry-run", action="store_true", help="print only")
    args = parser.parse_args()
    assistant = Assistant(load(default_path()))
    data = json.loads(PATH.read_text(encoding="utf-8"))
    data["scope"] = fit_scope(assistant)
    data["least_confidence"] = 0.0
    share, data = search(assistant, data)
    data["confidence"], data["least_confidence"] = fit_confidence(assistant), _LEAST_CONFIDENCE
    print(f"{share:.2%} of the fitting conversations are right")
    text = json.dumps(data, indent=2) + "\n"
    if args.dry_run:
        print(text)
    else:
        PATH.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
