"""Identity for programs: who am I, keys."""

from assay.kernel.routers import joined
from assay.modules.identity.routes import keys, me

router = joined(me.router, keys.router)
