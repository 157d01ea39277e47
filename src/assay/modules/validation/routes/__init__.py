"""Validation for programs. Who may: the signed-in person in their workspace; viewers may only read."""

from ninja import Router

from assay.modules.identity.api import session_auth
from assay.modules.validation.routes import answers, evidence, runs

router = Router(auth=session_auth)
for part in (answers, evidence, runs):
    router.add_router("", part.router)
