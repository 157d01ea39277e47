"""Identity for programs: who am I, sessions, keys, reports of leaked keys."""

from assay.kernel.routers import joined
from assay.modules.identity.routes import keys, me, reports, sessions

router = joined(me.router, sessions.router, keys.router, reports.router)
