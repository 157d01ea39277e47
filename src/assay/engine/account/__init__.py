"""Writing a study down: every number becomes a Quantity with its source, every sentence carries slots."""
