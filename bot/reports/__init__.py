"""What people ask, added up: as text, as a table, as a page with pictures."""
