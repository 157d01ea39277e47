from uuid import UUID

from django.utils.translation import gettext_lazy as _

from assay.kernel.events import fact
from assay.kernel.reading import seen

ANSWERS = seen("validation.answers", says=_("the answers of an idea"))
EVIDENCE = seen("validation.evidence", says=_("the evidence of an idea"))
RUN = seen("validation.run", says=_("a verdict on an idea"))


@fact("validation.run_opened.v1", says=_("asked for a verdict on an idea"))
class RunOpened:
    run_id: UUID
    idea_id: UUID
    workspace_id: UUID


@fact("validation.run_started.v1", says=_("began to work out a verdict"))
class RunStarted:
    run_id: UUID
    idea_id: UUID
    workspace_id: UUID


@fact("validation.run_finished.v1", says=_("finished a verdict"))
class RunFinished:
    run_id: UUID
    idea_id: UUID
    workspace_id: UUID


@fact("validation.run_failed.v1", says=_("gave up on a verdict"))
class RunFailed:
    run_id: UUID
    idea_id: UUID
    workspace_id: UUID


@fact("validation.run_explained.v1", says=_("worked out what moved since the last verdict"))
class RunExplained:
    run_id: UUID
    idea_id: UUID
    workspace_id: UUID


@fact("validation.evidence_logged.v1", says=_("logged evidence on an idea"))
class EvidenceLogged:
    evidence_id: UUID
    idea_id: UUID
    workspace_id: UUID
