"""The outside world of a directory."""
