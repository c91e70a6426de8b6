"""Room: gives out. Datasets, maps and pages, in Dutch and English, each marked with what it is."""
