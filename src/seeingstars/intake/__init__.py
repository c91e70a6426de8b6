"""Hall: where measurements are handed in, kept, reviewed and found back."""
