"""Hall: the sky of a place and moment, in words and pictures."""
