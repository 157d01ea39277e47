"""Reads of watching."""
