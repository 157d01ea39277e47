"""Several routers as one flat one: where two share a path, only operations that a router holds itself are found."""

from ninja import Router
from ninja.constants import NOT_SET


def joined(*parts: Router) -> Router:
    """Make one router of several; each operation keeps the door and the tags of the part it comes from."""
    router = Router()
    for part in parts:
        settled(part)
        for path, view in part.path_operations.items():
            if path in router.path_operations:
                router.path_operations[path].operations += view.operations
            else:
                router.path_operations[path] = view
    return router


def settled(part: Router) -> Router:
    """Write a router's door and tags into each of its operations that has none of its own."""
    for view in part.path_operations.values():
        for operation in view.operations:
            operation.tags = operation.tags or part.tags
            if operation.auth_param is NOT_SET and part.auth is not NOT_SET:
                operation.auth_param, operation.auth_callbacks = part.auth, [part.auth] if part.auth else []
    return part
