"""What the pages of identity post, one file per flow."""
