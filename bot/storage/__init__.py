"""What the bot keeps: the conversation log in SQLite, its migrations and its secret key."""
