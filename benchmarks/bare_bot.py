"""The smallest bot on python-telegram-bot, for comparison: polls, and answers each message with its text."""

import os

from telegram.ext import ApplicationBuilder, MessageHandler, filters

ROOT = os.environ["TIRUBOT_TELEGRAM__API_BASE_URL"]


async def echo(update, _context):
    await update.message.reply_text(update.message.text)


def main():
    application = (ApplicationBuilder().token(os.environ["TELEGRAM_BOT_TOKEN"])
                   .base_url(f"{ROOT}/bot").base_file_url(f"{ROOT}/file/bot").build())
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling(allowed_updates=["message"], bootstrap_retries=-1)


if __name__ == "__main__":
    main()
