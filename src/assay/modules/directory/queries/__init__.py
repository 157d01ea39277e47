"""Reads of a directory."""
