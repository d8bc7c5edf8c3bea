"""From a question and its context to an interpretation: mentions, intents, scope and confidence."""
