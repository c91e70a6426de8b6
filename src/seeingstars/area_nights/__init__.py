"""Hall: the light of many areas on many nights, from tiles to tables."""
