"""Hall: what an event needs of its suppliers, fetched and told."""
