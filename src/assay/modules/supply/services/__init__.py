"""Commands: asking the list, and accepting what it knows for a while."""
