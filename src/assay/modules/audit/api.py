"""The door of the log."""

from assay.modules.audit.errors import WitnessAway, WitnessDisagrees
from assay.modules.audit.providers.signing import public_key
from assay.modules.audit.providers.verify_audit import Fault
from assay.modules.audit.queries.exports import export, export_whole
from assay.modules.audit.services.checkpoints import take as take_checkpoint
from assay.modules.audit.services.recording import system_change
from assay.modules.audit.services.sealing import seal_all
from assay.modules.audit.services.system import SystemChange
from assay.modules.audit.services.verifying import verify_live

__all__ = [
    "Fault",
    "SystemChange",
    "WitnessAway",
    "WitnessDisagrees",
    "export",
    "export_whole",
    "public_key",
    "seal_all",
    "system_change",
    "take_checkpoint",
    "verify_live",
]
