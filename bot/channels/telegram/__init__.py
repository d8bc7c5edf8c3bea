"""The Telegram channel: handlers, keyboards, rendering and sending."""
