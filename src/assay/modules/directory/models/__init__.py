"""The tables of a directory, one file per noun."""

from assay.modules.directory.models.domains import Domain

__all__ = ["Domain"]
