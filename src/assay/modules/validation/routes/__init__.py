"""Validation for programs. Who may: the signed-in person in their workspace; viewers may only read."""

from ninja import Router

from assay.modules.identity.api import session_auth
from assay.modules.validation.routes import answers, evidence, runs

# One flat router: where two modules share a path (``/ideas``), only operations that a router holds itself are found.
router = Router(auth=session_auth)
for part in (answers, evidence, runs):
    for path, view in part.router.path_operations.items():
        for operation in view.operations:
            operation.tags = operation.tags or part.router.tags
        router.path_operations[path] = view
