"""What is known of the payments of workspaces: a mirror of what Stripe has, and the inbox it arrives through."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models

from assay.kernel.models import Entity
from assay.kernel.sealed import SealedTextField
from assay.kernel.tenancy import WorkspaceModel
from assay.modules.billing.types import EventState, InvoiceState, MovementKind, State, VisitKind, VisitState

_LINKS = "a link to a page of Stripe's, which changes nothing"
_LOOKED = "how often the mirror was held beside the original; a difference is a fact"


class Account(Entity, WorkspaceModel):
    """The customer that Stripe knows a workspace as. Its row is the lock of everything that is mirrored for it."""

    personal: ClassVar[frozenset[str]] = frozenset()
    outlives_workspace: ClassVar[bool] = True  # events of a deleted workspace's last invoice still find their place

    customer_id = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 -- none yet, and unique

    class Meta:
        db_table = "billing_account"
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace_id"], name="billing_account_once")]


class Visit(Entity, WorkspaceModel):
    """Somebody's way to a page of Stripe's. At most one checkout of a workspace is under way."""

    personal: ClassVar[frozenset[str]] = frozenset({"url"})

    person_id = models.UUIDField()
    kind = models.CharField(max_length=8, choices=[(one.value, one.value) for one in VisitKind])
    state = models.CharField(max_length=9, choices=[(one.value, one.value) for one in VisitState])
    price_key = models.CharField(max_length=64, blank=True)
    session_id = models.CharField(max_length=100, unique=True, null=True)  # noqa: DJ001 -- none yet, and unique
    replaces = models.CharField(max_length=100, blank=True)  # the session of a checkout that this one takes over from
    url = SealedTextField(subject="workspace_id", blank=True)
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "billing_visit"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id"],
                condition=models.Q(kind=VisitKind.CHECKOUT.value)
                & models.Q(state__in=[VisitState.BEGUN.value, VisitState.OPEN.value]),
                name="billing_visit_one_checkout",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["workspace_id", "created_at"], name="billing_visit_of")]


class Subscription(Entity, WorkspaceModel):
    """A subscription. ``version`` grows with each look, so that an older one never overwrites a newer one."""

    personal: ClassVar[frozenset[str]] = frozenset()
    unwatched_fields: ClassVar[Mapping[str, str]] = {"version": _LOOKED}
    outlives_workspace: ClassVar[bool] = True  # until Stripe says that it has ended

    stripe_id = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in State])
    price_key = models.CharField(max_length=64)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    period_ends_at = models.DateTimeField(null=True)
    cancels_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    trial_ends_at = models.DateTimeField(null=True)
    past_due_since = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "billing_subscription"
        indexes: ClassVar = [models.Index(fields=["workspace_id", "created_at"], name="billing_subscription_of")]


class Invoice(Entity, WorkspaceModel):
    """An invoice: no name, no address, no card. The law asks for it to be kept longer than its workspace."""

    personal: ClassVar[frozenset[str]] = frozenset({"page_url", "pdf_url"})
    unwatched_fields: ClassVar[Mapping[str, str]] = {"version": _LOOKED, "page_url": _LINKS, "pdf_url": _LINKS}
    outlives_workspace: ClassVar[bool] = True

    stripe_id = models.CharField(max_length=64, unique=True)
    subscription_id = models.CharField(max_length=64, blank=True)
    number = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=13, choices=[(one.value, one.value) for one in InvoiceState])
    total_minor = models.BigIntegerField()
    paid_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    page_url = SealedTextField(subject="workspace_id", blank=True)
    pdf_url = SealedTextField(subject="workspace_id", blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "billing_invoice"
        indexes: ClassVar = [models.Index(fields=["workspace_id", "-created_at", "-id"], name="billing_invoice_of")]


class Movement(Entity, WorkspaceModel):
    """A refund or a dispute."""

    personal: ClassVar[frozenset[str]] = frozenset()
    unwatched_fields: ClassVar[Mapping[str, str]] = {"version": _LOOKED}
    outlives_workspace: ClassVar[bool] = True

    stripe_id = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=7, choices=[(one.value, one.value) for one in MovementKind])
    status = models.CharField(max_length=32)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "billing_movement"
        indexes: ClassVar = [models.Index(fields=["workspace_id", "created_at"], name="billing_movement_of")]


class Event(Entity):
    """An event as it came, sealed. Whose it is shows only when the object it is about has been fetched."""

    personal: ClassVar[frozenset[str]] = frozenset({"body"})
    of_no_workspace: ClassVar[str] = "it arrives before anybody knows whose it is, and is never believed in that"
    unwatched_fields: ClassVar[Mapping[str, str]] = {
        "state": "what follows from an event is a fact; so is that it was parked or replayed",
        "handled_at": "the same",
        "body": "emptied when its time is over",
    }

    stripe_id = models.CharField(max_length=64, unique=True)
    type = models.CharField(max_length=100)
    object_id = models.CharField(max_length=100)
    owner_id = models.UUIDField()  # whose key seals the text: made from the customer's id
    body = SealedTextField(subject="owner_id", blank=True)
    happened_at = models.DateTimeField()
    is_fetched = models.BooleanField(default=False)  # found in Stripe's list instead of being delivered
    state = models.CharField(max_length=7, choices=[(one.value, one.value) for one in EventState])
    handled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "billing_event"
        indexes: ClassVar = [
            models.Index(
                fields=["created_at"],
                name="billing_event_open",
                condition=models.Q(state__in=[EventState.WAITING.value, EventState.PARKED.value]),
            )
        ]


class Sweep(Entity):
    """Up to when Stripe's own list of events has been gone through. One row."""

    personal: ClassVar[frozenset[str]] = frozenset()
    of_no_workspace: ClassVar[str] = "one place in one list of everybody's events"
    unwatched: ClassVar[str] = "a bookmark; what it leads to are events, and those are facts"

    is_only = models.BooleanField(default=True, unique=True)
    complete_until = models.DateTimeField()

    class Meta:
        db_table = "billing_sweep"
