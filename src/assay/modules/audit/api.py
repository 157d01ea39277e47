"""The door of the log."""

from assay.modules.audit.services.recording import system_change
from assay.modules.audit.services.system import SystemChange

__all__ = ["SystemChange", "system_change"]
