"""The commands of privacy, one file per flow."""
