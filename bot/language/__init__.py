"""Bahasa Indonesia as people type it: normalising, spelling, stems, concepts, numbers and dates."""
