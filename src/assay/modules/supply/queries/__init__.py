"""Reads: what runs here, how the last readings went, and which weaknesses there are."""
