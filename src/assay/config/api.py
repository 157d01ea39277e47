"""The programming interface: every module's router under one roof, described by OpenAPI 3.1."""

from django.utils.module_loading import import_string
from ninja import NinjaAPI

from assay.config import modules
from assay.kernel import problems

api = NinjaAPI(
    title="Assay",
    version="1",
    description="Discover ideas, validate one, read the report. Errors are problem documents (RFC 9457).",
    urls_namespace="api",
    openapi_url="openapi.json",
    docs_url=None,  # the page stands at /api/docs, drawn by ourselves
)
problems.install(api)

for dotted in modules.modules_with("routes"):
    api.add_router("", import_string(f"{dotted}.router"))  # paths name things (/ideas, /runs), not modules
