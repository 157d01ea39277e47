"""Who of the staff may do what, and what staff see of accounts and workspaces."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Concatenate
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase

from assay.kernel import tenancy
from assay.kernel.privacy import Email, PersonName
from assay.kernel.staff import AccountNotFound, DutyTooLow
from assay.kernel.throttle import SAFE_METHODS
from assay.modules.identity import models
from assay.modules.identity.errors import WorkspaceNotFound
from assay.modules.identity.policy import staff as rules
from assay.modules.identity.queries import access, factors, sessions
from assay.modules.identity.queries.fresh import prove_again
from assay.modules.identity.queries.freshness import is_fresh
from assay.modules.identity.queries.people import list_workspaces
from assay.modules.identity.types import Actor, PersonId, WorkspaceId
from assay.modules.identity.types.places import PageDoor
from assay.modules.identity.types.staff import Account, Duty, Place, Seated, StaffAction, StaffCard

type Page[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def duty_of(person_id: UUID) -> Duty:
    """Return what a person does for us at this moment."""
    found = models.Person.objects.filter(pk=person_id, is_active=True, is_staff=True).values_list("duty", flat=True)
    return Duty(found.first() or Duty.NONE)


def require_duty(actor: Actor, what: StaffAction) -> None:
    """Let pass whose duty allows this, as it stands now. Raises DutyTooLow."""
    if not rules.may(duty_of(actor.person_id), what):
        raise DutyTooLow(f"This needs the duty {rules.LEAST[what].value}.")


def permits(request: HttpRequest, what: str) -> bool:
    """Tell whether whoever asks may do this; for menus, which show nothing that would be refused."""
    found = access.acting(request)
    return found is not None and rules.may(duty_of(found.person_id), StaffAction(what))


def staff_page[**P](what: StaffAction) -> Callable[[Page[P]], Page[P]]:
    """Mark a page as one for staff: to everybody else it does not exist.

    It asks for a strong factor, for the duty, and for a fresh proof before anything is changed. It runs outside of
    every workspace: what it touches it enters by itself, so that no entry lands in a workspace of the staff's own.
    """

    def mark(view: Page[P]) -> Page[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            found = access.acting(request)
            if found is None:
                return redirect_to_login(access.way_back(request))
            if duty_of(found.person_id) is Duty.NONE:
                raise Http404
            if not access.is_trusted_staff(request):
                return access.to_the_factor(request, found)
            require_duty(found, what)
            if request.method not in SAFE_METHODS and not is_fresh(request):
                return prove_again(request)
            with tenancy.nowhere():
                return view(request, *args, **kwargs)

        vars(guarded)["asks"] = what  # what the matrix of addresses reads
        return access.marked(guarded, PageDoor.STAFF)

    return mark


def get_account(person_id: UUID, *, failures: dict[str, int]) -> Account:
    """Return an account as staff see it. Raises AccountNotFound."""
    person = models.Person.objects.filter(pk=person_id).first()
    if person is None:
        raise AccountNotFound
    living = [row for row in sessions.living(person_id).select_related("person") if sessions.ending(row) is None]
    return Account(
        person_id=PersonId(person_id),
        email=Email(person.email),
        is_verified=EmailAddress.objects.filter(user_id=person_id, verified=True).exists(),
        is_active=person.is_active,
        is_staff=person.is_staff,
        joined_at=person.created_at,
        last_sign_in=person.last_login,
        sessions=len(living),
        factors=tuple(card.kind for card in factors.list_factors(person_id)),
        codes=factors.count_codes(person_id),
        failures=failures,
        workspaces=list_workspaces(person_id),
        is_recovering=factors.find_recovery(person_id) is not None,
        invites_support_until=person.invites_support_until,
    )


def get_place(workspace_id: UUID) -> Place:
    """Return a workspace as staff see it. Raises WorkspaceNotFound."""
    with tenancy.scope(workspace_id):
        found = models.Workspace.objects.filter(pk=workspace_id).first()
        if found is None:
            raise WorkspaceNotFound
        seats = models.Membership.objects.filter(workspace_id=workspace_id).select_related("person")
        members = tuple(
            Seated(
                person_id=PersonId(row.person_id), email=Email(row.person.email), role=row.role, since=row.created_at
            )
            for row in seats.order_by("created_at", "id")
        )
    return Place(
        id=WorkspaceId(workspace_id),
        name=PersonName(found.name),
        is_personal=found.is_personal,
        requires_factor=found.requires_factor,
        made_at=found.created_at,
        closes_at=found.closes_at,
        members=members,
    )


def list_staff() -> tuple[StaffCard, ...]:
    """Return everybody who works for us, the longest first."""
    rows = models.Person.objects.filter(is_staff=True).order_by("created_at", "id")
    return tuple(
        StaffCard(
            person_id=PersonId(row.pk),
            email=Email(row.email),
            duty=Duty(row.duty),
            has_factor=factors.has_strong(row.pk),
        )
        for row in rows
    )


def staff_among(person_ids: Collection[UUID], *, outside: UUID | None) -> frozenset[UUID]:
    """Return who of these works for us and does not belong to the workspace ``outside`` (None: to any)."""
    staff = set(models.Person.objects.filter(pk__in=person_ids, is_staff=True).values_list("pk", flat=True))
    if outside is None or not staff:
        return frozenset(staff)
    members = models.Membership.objects.filter(workspace_id=outside, person_id__in=staff)
    return frozenset(staff - set(members.values_list("person_id", flat=True)))
