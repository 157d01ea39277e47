"""The door of privacy."""

from assay.modules.audit.api import WitnessAway
from assay.modules.privacy.errors import ErasureUnderWay, ExportNotFound, ExportsUsedUp, ExportUnderWay, NoErasure
from assay.modules.privacy.queries import get_export, list_exports
from assay.modules.privacy.services.burying import bury
from assay.modules.privacy.services.erasing import ask_erasure, cancel_erasure
from assay.modules.privacy.services.exports import ask_export, fetch_export
from assay.modules.privacy.services.replaying import list_returned, replay
from assay.modules.privacy.types import Archive, ExportCard, ExportId, ExportState

__all__ = [
    "Archive",
    "ErasureUnderWay",
    "ExportCard",
    "ExportId",
    "ExportNotFound",
    "ExportState",
    "ExportUnderWay",
    "ExportsUsedUp",
    "NoErasure",
    "WitnessAway",
    "ask_erasure",
    "ask_export",
    "bury",
    "cancel_erasure",
    "fetch_export",
    "get_export",
    "list_exports",
    "list_returned",
    "replay",
]
