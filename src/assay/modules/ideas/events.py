from uuid import UUID

from assay.kernel.events import fact


@fact("ideas.created.v1")
class IdeaCreated:
    idea_id: UUID
    workspace_id: UUID


@fact("ideas.archived.v1")
class IdeaArchived:
    idea_id: UUID
    workspace_id: UUID


@fact("ideas.restored.v1")
class IdeaRestored:
    idea_id: UUID
    workspace_id: UUID
