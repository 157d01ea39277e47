"""Identity for programs: who am I, keys, reports of leaked keys."""

from assay.kernel.routers import joined
from assay.modules.identity.routes import keys, me, reports

router = joined(me.router, keys.router, reports.router)
