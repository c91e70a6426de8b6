"""How the tables came to be, step by step; applied when the database is opened."""
