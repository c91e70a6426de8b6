"""DOOR. Pages, files and an interface for programs, where people bring their measurements and find them back."""
