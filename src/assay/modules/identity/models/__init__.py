"""The tables of identity, one file per noun."""

from assay.modules.identity.models.devices import Device
from assay.modules.identity.models.factors import Factor, FactorRecovery, MailedCode, RecoveryCode, SpentChallenge
from assay.modules.identity.models.invitations import Invitation
from assay.modules.identity.models.keys import ApiKey, SpentNonce
from assay.modules.identity.models.passwords import FormerPassword, PasswordStanding
from assay.modules.identity.models.people import Membership, Person, Workspace
from assay.modules.identity.models.sessions import Session
from assay.modules.identity.models.staff import Impersonation

__all__ = [
    "ApiKey",
    "Device",
    "Factor",
    "FactorRecovery",
    "FormerPassword",
    "Impersonation",
    "Invitation",
    "MailedCode",
    "Membership",
    "PasswordStanding",
    "Person",
    "RecoveryCode",
    "Session",
    "SpentChallenge",
    "SpentNonce",
    "Workspace",
]
