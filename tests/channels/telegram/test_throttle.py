"""How fast one person may ask."""

import pytest

from bot.channels.telegram import texts
from bot.channels.telegram.throttle import PRESS_COST, Throttle
from tests.fake_bot_api.updates import group, message, press, private


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_turns_come_back_with_time_and_only_to_who_waits(clock):
    throttle = Throttle(6, clock)
    assert [throttle.allows(1) for _ in range(8)] == [True] * 6 + [False] * 2
    assert throttle.allows(2)
    clock.now = 9.9
    assert not throttle.allows(1)
    clock.now = 10.1
    assert throttle.allows(1) and not throttle.allows(1)


def test_told_once_until_the_next_turn(clock):
    throttle = Throttle(1, clock)
    throttle.allows(1)
    told = []
    for _ in range(3):
        assert not throttle.allows(1)
        told.append(throttle.should_tell(1))
    clock.now = 61
    assert throttle.allows(1) and not throttle.allows(1)
    assert [*told, throttle.should_tell(1)] == [True, False, False, True]


def test_presses_are_cheap_and_nobody_is_not_held_back(clock):
    throttle = Throttle(2, clock)
    assert [throttle.allows(1, PRESS_COST) for _ in range(7)] == [True] * 6 + [False]
    assert all(throttle.allows(None) for _ in range(50))
    assert all(Throttle(0, clock).allows(1) for _ in range(50))


def test_questions_of_an_outage_are_no_flood_and_a_second_attempt_is_free(clock):
    throttle = Throttle(1, clock)
    assert [throttle.allows(1, at=at, update_id=at) for at in (100, 160, 220, 221)] == [True, True, True, False]
    assert throttle.allows(1, at=220, update_id=220)
    assert not throttle.allows(1, at=50, update_id=7)


@pytest.mark.telegram(questions_per_minute=2)
async def test_flood_of_questions_gets_one_polite_line(telegram):
    person = private(11)
    await telegram.give(*(message(person, f"{number}") for number in range(6)), message(private(12), "lain"))
    assert [text.splitlines()[0] for text in telegram.texts(11)] == ["tanya: 0", "tanya: 1", texts.TOO_FAST]
    assert len(telegram.texts(12)) == 1
    assert [row["intent"] for row in telegram.rows()][2:6] == ["terlalu_cepat"] * 4


@pytest.mark.telegram(questions_per_minute=1)
async def test_flood_of_presses_leaves_no_clock(telegram):
    person = private(11)
    await telegram.give(message(person, "halo"))
    [sent] = telegram.api.sent(11)
    await telegram.give(press(person, "depok", sent), press(person, "kukar", sent))
    assert [call.parameters.get("text") for call in telegram.api.made("answerCallbackQuery")] == [texts.TOO_FAST] * 2
    assert len(telegram.api.sent(11)) == 1


@pytest.mark.telegram(questions_per_minute=1)
async def test_in_a_group_each_person_is_counted(telegram):
    await telegram.give(*(message(group(-5, user), "/tanya@TiruUjiBot a") for user in (5, 6, 6)))
    assert [text.splitlines()[0] for text in telegram.texts(-5)] == ["tanya: a", "tanya: a", texts.TOO_FAST]
