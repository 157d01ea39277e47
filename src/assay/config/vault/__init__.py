"""The secrets of the product: which there are, how they reach running processes, how each is changed (ADR 14)."""
