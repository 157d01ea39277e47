"""Reads of ideas, one file per kind of thing."""
