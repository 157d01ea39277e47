"""What the pages of founders post, and the words of its choices."""
