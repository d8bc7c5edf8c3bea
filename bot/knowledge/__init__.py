"""The knowledge base: YAML files that admins edit, checked and made into immutable objects."""
