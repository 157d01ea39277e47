"""Assay: discover business ideas that fit, validate one as a ledger of evidence, and show the report."""

__version__ = "0.1.0"
