"""Room: brings in. One file a supplier; each reader returns our columns or our cube and a report of the file."""
