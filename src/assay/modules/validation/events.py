from uuid import UUID

from assay.kernel.events import fact


@fact("validation.run_opened.v1")
class RunOpened:
    run_id: UUID
    idea_id: UUID
    workspace_id: UUID


@fact("validation.run_finished.v1")
class RunFinished:
    run_id: UUID
    idea_id: UUID
    workspace_id: UUID


@fact("validation.run_failed.v1")
class RunFailed:
    run_id: UUID
    idea_id: UUID
    workspace_id: UUID


@fact("validation.evidence_logged.v1")
class EvidenceLogged:
    evidence_id: UUID
    idea_id: UUID
    workspace_id: UUID
