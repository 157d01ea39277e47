"""How much of what a plan limits is in use: told by the module that holds it, which stands above this one."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from assay.modules.billing.types import Limit

type Counter = Callable[[UUID], int]

_counters: Final[dict[Limit, Counter]] = {}


def count_with(limit: Limit, *, counter: Counter) -> None:
    """Register who counts what a limit is about; called once, when that module's app is ready."""
    _counters[limit] = counter


def used(workspace_id: UUID, limit: Limit) -> int:
    """Return how much of it a workspace uses. Raises KeyError where nobody counts it."""
    return _counters[limit](workspace_id)
