"""What others do with the same examples: the tutorial's `extractOne` and a TF-IDF classifier.

Both predict an intent or topic for the question as typed. They are given this bot's own linking of regions and programs
and its answers for free, so that only the understanding of what is asked is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

from bot.knowledge.model import KnowledgeBase
from bot.language.tokens import fold
from bot.understanding.conversation import Conversation
from bot.understanding.interpretation import Evidence, Interpretation
from bot.understanding.interpreter import Interpreter
from bot.understanding.matcher import Example, Ranked
from bot.understanding.scope import CHAT, OUT_OF_SCOPE, kind_of

_CUTOFF = 60
"""Below this WRatio tutorials say that nothing was found."""


def extract_one(examples: Sequence[Example]) -> Callable[[str], str]:
    """rapidfuzz `process.extractOne` with WRatio over every example."""
    texts = [fold(e.text) for e in examples]

    def label(question: str) -> str:
        found = process.extractOne(fold(question), texts, scorer=fuzz.WRatio, score_cutoff=_CUTOFF)
        return examples[found[2]].label if found else OUT_OF_SCOPE

    return label


def tf_idf(examples: Sequence[Example]) -> Callable[[str], str]:
    """scikit-learn: word and character n-grams weighted by TF-IDF, with a linear support vector machine."""
    model = make_pipeline(
        make_union(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
                   TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)),
        LinearSVC())
    model.fit([fold(e.text) for e in examples], [e.label for e in examples])
    return lambda question: str(model.predict([fold(question)])[0])


class RivalInterpreter(Interpreter):
    """This bot's interpreter with somebody else's choice of intent."""

    def __init__(self, knowledge: KnowledgeBase, rival: Callable[[Sequence[Example]], Callable[[str], str]]) -> None:
        super().__init__(knowledge)
        self._label = rival(self.reader.examples)

    def interpret(self, question: str, conversation: Conversation) -> Interpretation:
        """Take the rival's label for what the question means."""
        label = self._label(question)
        if kind_of(label) == CHAT or label == OUT_OF_SCOPE:
            return Interpretation(label)
        reading = self.read(question, conversation.focus)
        ranked = (Ranked(label, 1.0, 1.0, 1.0, 1.0, ""),)
        return self.in_the_field(reading, ranked, conversation.focus, Evidence(scope=1.0), 1.0)
