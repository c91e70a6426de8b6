"""What the tests of the store share: a fresh database of each kind."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from postgres import database_url, postgres_url

__all__ = ["database_url", "postgres_url"]
