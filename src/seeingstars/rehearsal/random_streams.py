"""One stream of random numbers for each purpose, so that a new site or night leaves all others as they were."""

from __future__ import annotations

import zlib

import numpy as np


def stream_of(seed: int, purpose: str, *keys: int) -> np.random.Generator:
    """The generator that belongs to one purpose, and to a site or a night of it.

    Parameters
    ----------
    seed : whole number from 0
        Seed of the campaign.
    purpose : words
        What the numbers are for; another word is another stream.
    *keys : whole numbers from 0
        Number of the site, ordinal of the night, and the like.

    Returns
    -------
    numpy.random.Generator
        At the start of its stream, the same at every call.

    Examples
    --------
    >>> float(stream_of(1, "noise", 3).normal()) == float(stream_of(1, "noise", 3).normal())
    True
    >>> float(stream_of(1, "noise", 3).normal()) == float(stream_of(1, "noise", 4).normal())
    False
    """
    word = zlib.crc32(purpose.encode())
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(word, *keys)))
