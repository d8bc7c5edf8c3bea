"""TiruBot: sourced answers about how Indonesian regions bring stunting down, in a chat."""
