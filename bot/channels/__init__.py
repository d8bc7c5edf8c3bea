"""The ways in and out: terminal, JSON lines and Telegram."""
