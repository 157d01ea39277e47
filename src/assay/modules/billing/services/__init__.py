"""Commands: each one is atomic and publishes what happened."""
