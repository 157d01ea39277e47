"""The tables of a directory, one file per noun."""

from assay.modules.directory.models.domains import Domain
from assay.modules.directory.models.users import Token, User

__all__ = ["Domain", "Token", "User"]
