"""The door of privacy."""

from assay.modules.privacy.errors import ExportNotFound, ExportsUsedUp, ExportUnderWay
from assay.modules.privacy.queries import get_export, list_exports
from assay.modules.privacy.services.exports import ask_export, fetch_export
from assay.modules.privacy.types import Archive, ExportCard, ExportId, ExportState

__all__ = [
    "Archive",
    "ExportCard",
    "ExportId",
    "ExportNotFound",
    "ExportState",
    "ExportUnderWay",
    "ExportsUsedUp",
    "ask_export",
    "fetch_export",
    "get_export",
    "list_exports",
]
