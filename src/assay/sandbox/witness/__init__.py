"""A stand-in for a witness on somebody else's computer: keeps checkpoints in order over HTTP and gives them back."""

from assay.sandbox.witness.server import server

__all__ = ["server"]
