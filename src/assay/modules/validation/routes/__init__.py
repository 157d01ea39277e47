"""Validation for programs. Who may: whom a workspace lets in, with a key's scope; viewers may only read."""

from assay.kernel.routers import joined
from assay.modules.validation.routes import answers, evidence, runs

router = joined(answers.router, evidence.router, runs.router)
