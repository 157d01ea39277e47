"""The witness and the signing key that the settings name."""

from django.conf import settings

from assay.modules.audit.ports import Witness
from assay.modules.audit.providers.folder import Folder
from assay.modules.audit.providers.web import Web


def current() -> Witness:
    """Return the second place that the settings name."""
    address: str = settings.AUDIT_WITNESS
    return Folder.at(address) if address.startswith("file:") else Web(address)
