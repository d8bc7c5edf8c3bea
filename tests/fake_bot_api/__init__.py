"""A strict stand-in for Telegram's Bot API: refuses what Telegram refuses, in process or over HTTP."""

from tests.fake_bot_api.api import BOT, TOKEN, FakeBotApi, Fault
from tests.fake_bot_api.delivery import Delivery
from tests.fake_bot_api.request import FakeRequest
from tests.fake_bot_api.rules import Refusal
from tests.fake_bot_api.server import FakeServer

__all__ = ["BOT", "TOKEN", "Delivery", "FakeBotApi", "FakeRequest", "FakeServer", "Fault", "Refusal"]
