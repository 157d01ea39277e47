"""Commands of validation, one file per flow."""
