"""Scanners of other people's, run over the code, its history and its packages: `make scan`."""
