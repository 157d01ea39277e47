"""What goes over the wire."""

from uuid import UUID

from ninja import Schema

from assay.modules.identity.types import Role


class Me(Schema):
    """The signed-in person and where they are working."""

    person_id: UUID
    workspace_id: UUID
    role: Role
    email: str
    name: str
