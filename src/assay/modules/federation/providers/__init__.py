"""The computers of those who say who people are."""
