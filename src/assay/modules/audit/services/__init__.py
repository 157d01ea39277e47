"""Commands of the log, one file per flow."""
