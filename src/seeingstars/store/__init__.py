"""Room: remembers. Publications appear whole or not at all, with the digest of everything in them."""
