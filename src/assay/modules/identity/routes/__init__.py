"""Identity for programs: who am I, the workspace and its people, sessions, keys, reports of leaked keys."""

from assay.kernel.routers import joined
from assay.modules.identity.routes import invitations, keys, me, members, reports, sessions, workspace

router = joined(
    me.router, workspace.router, members.router, invitations.router, sessions.router, keys.router, reports.router
)
