"""The programming interface: every module's router under one roof, described by OpenAPI 3.1."""

from copy import deepcopy
from functools import cache
from importlib import import_module
from typing import override

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string
from ninja import NinjaAPI, Router
from ninja.openapi.schema import OpenAPISchema
from ninja.types import DictStrAny

from assay.config import modules
from assay.kernel import problems, throttle
from assay.kernel.bodies import describe_errors, share_schemas
from assay.kernel.routers import settled
from assay.modules.identity.api import Door, PeopleOnly, offer

SCHEMES = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": settings.SESSION_COOKIE_NAME,
        "description": "The browser's session. What changes something carries the CSRF token too.",
    },
    "key": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "assay_live_…",
        "description": "An API key, made under Settings. Each operation names the scope it needs.",
    },
    "signature": {
        "type": "apiKey",
        "in": "header",
        "name": "Signature",
        "description": "With Signature-Input: RFC 9421, Ed25519, over @method, @target-uri, authorization and, where "
        "there is a body, content-digest; created within 300 seconds, a nonce used once, keyid the key's public id.",
    },
}


class Interface(NinjaAPI):
    """Ours: its description names the errors too."""

    @override
    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: DictStrAny | None = None
    ) -> OpenAPISchema:
        document = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        for part in ("paths", "components"):
            document[part] = deepcopy(document[part])  # the next description is drawn from the same parts
        share_schemas(document)
        describe_errors(document)
        document["components"]["securitySchemes"] = SCHEMES
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


def _say_doors(router: Router) -> None:
    """Write down at each operation whom it lets in, and which scope a key needs there."""
    for view in settled(router).path_operations.values():
        for operation in view.operations:
            for auth in operation.auth_callbacks:
                if not isinstance(auth, Door | PeopleOnly):
                    raise ImproperlyConfigured(f"{operation.path} has a door that does not know what to do with keys")
                method = operation.methods[0]
                if isinstance(auth, Door):
                    offer(auth.scope(method))
                operation.openapi_extra = {**(operation.openapi_extra or {}), "security": auth.requirement(method)}


_homes: dict[str, Router] = {}
for dotted in modules.modules_with("routes"):
    if not hasattr(import_module(dotted), "router"):
        continue  # speaks a protocol of others' making, at addresses of its own (`urls`)
    found: Router = import_string(f"{dotted}.router")
    _say_doors(found)
    for route in list(found.path_operations):
        _share(route, _homes, found)
    api.add_router("", found)  # paths name things (/ideas, /runs), not modules

describe = cache(api.get_openapi_schema)  # for the page that lists it; the routes are complete from here on
