"""What billing does when something happens elsewhere."""

from assay.kernel.events import on
from assay.modules.billing.services import ending
from assay.modules.identity.events import WorkspaceDeleted


@on(WorkspaceDeleted)
def end_subscription(fact: WorkspaceDeleted) -> None:
    """Let nobody pay for a workspace that is gone."""
    ending.ask_for_end(fact.workspace_id)
