"""Seeing Stars: how much darker did it become when a town switched off its lights?"""

__version__ = "0.1.0"
