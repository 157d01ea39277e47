"""The door to founders."""

from assay.modules.founders.errors import NoProfileYet
from assay.modules.founders.queries import find_profile, get_profile
from assay.modules.founders.services import save_profile
from assay.modules.founders.types import ProfileId, ProfileVersion

__all__ = ["NoProfileYet", "ProfileId", "ProfileVersion", "find_profile", "get_profile", "save_profile"]
