"""The door of the log."""

from assay.modules.audit.errors import AlreadyClosed, IncidentNotFound, WitnessAway, WitnessDisagrees
from assay.modules.audit.providers.signing import public_key
from assay.modules.audit.providers.source import verifier_source
from assay.modules.audit.providers.verify_audit import Fault
from assay.modules.audit.queries.checkpoints import waiting_since
from assay.modules.audit.queries.counting import Count, Pattern, count
from assay.modules.audit.queries.entries import (
    list_actors,
    list_entries,
    list_entries_named,
    list_entries_of_person,
    open_details,
    tallies,
)
from assay.modules.audit.queries.exports import export, export_whole
from assay.modules.audit.queries.incidents import count_incidents, get_incident, list_incidents
from assay.modules.audit.queries.saying import plain, sentence
from assay.modules.audit.services.checkpoints import take as take_checkpoint
from assay.modules.audit.services.incidents import close_incident, open_incident
from assay.modules.audit.services.reading import note_people_read, note_read
from assay.modules.audit.services.recording import system_change
from assay.modules.audit.services.sealing import seal_all
from assay.modules.audit.services.system import SystemChange
from assay.modules.audit.services.tombstones import bury, list_buried
from assay.modules.audit.services.verifying import verify_live
from assay.modules.audit.types import LOOK, Entry, Found, IncidentCard, Sort, Via, Wanted

__all__ = [
    "LOOK",
    "AlreadyClosed",
    "Count",
    "Entry",
    "Fault",
    "Found",
    "IncidentCard",
    "IncidentNotFound",
    "Pattern",
    "Sort",
    "SystemChange",
    "Via",
    "Wanted",
    "WitnessAway",
    "WitnessDisagrees",
    "bury",
    "close_incident",
    "count",
    "count_incidents",
    "export",
    "export_whole",
    "get_incident",
    "list_actors",
    "list_buried",
    "list_entries",
    "list_entries_named",
    "list_entries_of_person",
    "list_incidents",
    "note_people_read",
    "note_read",
    "open_details",
    "open_incident",
    "plain",
    "public_key",
    "seal_all",
    "sentence",
    "system_change",
    "take_checkpoint",
    "tallies",
    "verifier_source",
    "verify_live",
    "waiting_since",
]
