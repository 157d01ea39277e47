"""A stand-in for the list of leaked passwords: the same range queries, over a handful of passwords everybody knows."""
