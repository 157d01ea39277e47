"""Pure rules: which role may what."""

from typing import Final

from assay.modules.identity.types import Role

_RANK: Final = {Role.VIEWER: 0, Role.MEMBER: 1, Role.ADMIN: 2, Role.OWNER: 3}


def reaches(role: Role, least: Role) -> bool:
    """Tell whether a role is at least the one that is asked for."""
    return _RANK[role] >= _RANK[least]
