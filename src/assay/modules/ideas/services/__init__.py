"""Commands on ideas, one file per flow."""
