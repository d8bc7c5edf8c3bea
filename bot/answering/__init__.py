"""From an interpretation and the knowledge base to a channel-neutral reply."""
