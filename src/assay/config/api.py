"""The programming interface: every module's router under one roof, described by OpenAPI 3.1."""

from typing import override

from django.utils.module_loading import import_string
from ninja import NinjaAPI, Router
from ninja.openapi.schema import OpenAPISchema
from ninja.types import DictStrAny

from assay.config import modules
from assay.kernel import problems, throttle
from assay.kernel.bodies import describe_errors


class Interface(NinjaAPI):
    """Ours: its description names the errors too."""

    @override
    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: DictStrAny | None = None
    ) -> OpenAPISchema:
        document = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        describe_errors(document)
        return document


api = Interface(
    title="Assay",
    version="1",
    description="Discover ideas, validate one, read the report. Errors are problem documents (RFC 9457).",
    urls_namespace="api",
    openapi_url="openapi.json",
    docs_url=None,  # the page stands at /api/docs, drawn by ourselves
)
problems.install(api)
api.add_decorator(throttle.guarded, mode="view")


def _share(path: str, homes: dict[str, Router], router: Router) -> None:
    """Let one path be served by two modules (GET here, POST there): its operations live with whoever came first."""
    if path in homes:
        homes[path].path_operations[path].operations += router.path_operations.pop(path).operations
    else:
        homes[path] = router


_homes: dict[str, Router] = {}
for dotted in modules.modules_with("routes"):
    found: Router = import_string(f"{dotted}.router")
    for route in list(found.path_operations):
        _share(route, _homes, found)
    api.add_router("", found)  # paths name things (/ideas, /runs), not modules
