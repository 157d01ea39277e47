"""Commands of federation, one file per flow."""
