"""People whom a company's provider speaks for: the first time they come, they belong to its workspace."""

from uuid import UUID

from django.db import transaction

from assay.kernel import tenancy
from assay.modules.federation.errors import AssertionRefused
from assay.modules.federation.queries.connections import covers, of_workspace, speaks_for
from assay.modules.federation.queries.links import list_links
from assay.modules.federation.services import links
from assay.modules.federation.types import Assertion
from assay.modules.identity import api as identity


@transaction.atomic
def open_member(assertion: Assertion, *, workspace_id: UUID) -> identity.PersonId:
    """Make an account for somebody of a proven domain and give them a place.

    Raises LinkedElsewhere, AssertionRefused, WorkspaceLimit.
    """
    if not covers(workspace_id, assertion.email):
        raise AssertionRefused("address_not_covered")  # the domain was given up on the way
    person_id = links.open_account(assertion)
    admit(person_id, workspace_id=workspace_id)
    return person_id


@transaction.atomic
def link_member(person_id: UUID, assertion: Assertion, *, workspace_id: UUID) -> None:
    """Connect an account whose address is of a proven domain, and give it a place.

    Raises AssertionRefused, LinkedElsewhere, TooManyLinks, WorkspaceLimit.
    """
    if not covers(workspace_id, assertion.email) or not speaks_for(workspace_id, person_id):
        raise AssertionRefused("account_not_covered")
    links.link(person_id, assertion)
    admit(person_id, workspace_id=workspace_id)


@transaction.atomic
def claim_made(assertion: Assertion, *, workspace_id: UUID) -> identity.PersonId | None:
    """Connect the account that the company's directory has made for somebody and nobody has entered yet.

    It holds nothing of anybody, and the same domain vouched for it; there is nothing else its person could show.
    None when there is no such account. Raises AssertionRefused, LinkedElsewhere, TooManyLinks.
    """
    made = identity.find_by_address(assertion.email) if assertion.email else None
    if made is None or identity.find_actor(made, workspace_id=workspace_id) is None:
        return None
    if not identity.is_untouched(made) or list_links(made):
        return None
    link_member(made, assertion, workspace_id=workspace_id)
    return made


def admit(person_id: UUID, *, workspace_id: UUID) -> None:
    """Give a place with the role of newcomers; who has one keeps theirs. Raises WorkspaceLimit."""
    found = of_workspace(workspace_id)
    if found is None or identity.find_actor(person_id, workspace_id=workspace_id) is not None:
        return
    with tenancy.scope(workspace_id):
        identity.admit(person_id, workspace_id=workspace_id, role=identity.Role(found.role))
