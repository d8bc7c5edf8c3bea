"""Keeping the knowledge base true while the bot runs: reloading, earlier versions, edits, what is still unanswered."""
