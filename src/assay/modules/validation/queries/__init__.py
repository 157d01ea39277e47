"""Reads of validation, one file per kind of thing."""
