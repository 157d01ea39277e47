"""Commands of a directory, one file per flow."""
