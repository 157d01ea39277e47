"""The tables of identity, one file per noun."""

from assay.modules.identity.models.devices import Device
from assay.modules.identity.models.people import Membership, Person, Workspace

__all__ = ["Device", "Membership", "Person", "Workspace"]
