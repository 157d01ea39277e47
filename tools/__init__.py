"""The checks that keep the house in order: import contracts, rules on the source, and the writer of new modules."""
