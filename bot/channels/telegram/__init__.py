"""The Telegram channel: handlers, keyboards, rendering and sending."""

import os

# python-telegram-bot gives waiting times as `timedelta` under this switch and warns at every access without it
os.environ.setdefault("PTB_TIMEDELTA", "true")
