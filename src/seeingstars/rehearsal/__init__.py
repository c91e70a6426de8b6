"""Room: rehearses. Writes a made-up campaign with a known answer in the true formats of the suppliers."""
