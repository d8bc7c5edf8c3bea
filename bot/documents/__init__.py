"""Pictures and documents: drawn only when asked for, off the event loop, each content once."""
