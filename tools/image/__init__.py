"""The image that runs everywhere: built from what Debian has today, looked at from inside and outside, and run."""
