"""The door of billing."""

from assay.modules.billing.errors import PlanLimit, PriceUnknown, ProcessorRefused
from assay.modules.billing.queries.inbox import list_parked
from assay.modules.billing.queries.plans import entitlements, require_room
from assay.modules.billing.queries.usage import count_with
from assay.modules.billing.queries.within import within_plan
from assay.modules.billing.services.inbox import replay
from assay.modules.billing.services.publishing import publish_prices
from assay.modules.billing.types import Entitlements, Limit, PlanKey, State

__all__ = [
    "Entitlements",
    "Limit",
    "PlanKey",
    "PlanLimit",
    "PriceUnknown",
    "ProcessorRefused",
    "State",
    "count_with",
    "entitlements",
    "list_parked",
    "publish_prices",
    "replay",
    "require_room",
    "within_plan",
]
