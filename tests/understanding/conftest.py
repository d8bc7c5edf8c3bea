"""What the tests of the understanding ask of the shipped knowledge base."""

import pytest

from bot.understanding.conversation import Focus


@pytest.fixture(scope="session")
def places_in(assistant):
    """Return the regions that a question names: for each name the codes that it may stand for."""

    def read(question):
        return [place.codes for place in assistant.interpreter.read(question, Focus()).places]

    return read
