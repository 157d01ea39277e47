"""Between looking and doing: what was offered, allowed or asked a moment ago is judged again, one at a time."""

from collections.abc import Callable

import pytest

from assay.kernel.privacy import Email
from assay.modules.identity.api import Role, RoleTooLow, WorkspaceNotFound
from assay.modules.identity.models import Invitation, Person, Workspace
from assay.modules.identity.services import invitations, lost_factors, members, workspace_security
from tests.identity.factors import with_app
from tests.identity.make import person
from tests.identity.sharing import Team, pretending, team
from tests.identity.test_members import at_once, within

NINA = "nina@example.org"


def invited(there: Team, *, role: Role = Role.MEMBER) -> tuple[Person, Invitation]:
    nina = person(email=NINA)
    with there.inside():
        pk = invitations.invite(there.acting(there.olga), email=Email(NINA), role=role)
        return nina, Invitation.objects.get(pk=pk)


def taking(nina: Person, offer: Invitation) -> Callable[[], None]:
    def run() -> None:
        invitations.accept_invitation(nina.pk, offer.pk)

    return run


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(5))
def test_an_invitation_that_is_accepted_twice_at_once_gives_one_place(_round: int) -> None:
    there = team()
    nina, offer = invited(there)

    ends = at_once(taking(nina, offer), taking(nina, offer))

    assert ["InvitationNotFound", "done"] == ends
    assert Role.MEMBER.value == there.roles()[nina.pk]
    assert 5 == len(there.roles())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(5))
def test_an_invitation_that_is_taken_back_while_it_is_accepted_is_one_or_the_other(_round: int) -> None:
    there = team()
    nina, offer = invited(there)
    olga = there.acting(there.olga)

    ends = at_once(taking(nina, offer), within(there, lambda: invitations.revoke_invitation(olga, offer.pk)))

    assert ["InvitationNotFound", "done"] == ends
    with there.inside():
        accepted_by = Invitation.objects.get(pk=offer.pk).accepted_by
    assert (nina.pk in there.roles()) is (accepted_by == nina.pk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(5))
def test_who_offers_more_than_they_may_by_then_lets_nobody_in_as_that(_round: int) -> None:
    there = team()
    nina = person(email=NINA)

    def offer() -> None:
        invitations.invite(adam, email=Email(NINA), role=Role.ADMIN)

    olga, adam = there.acting(there.olga), there.acting(there.adam)

    at_once(
        within(there, lambda: members.change_role(olga, adam.person_id, role=Role.VIEWER)),
        within(there, offer),
    )

    with there.inside():
        assert not Invitation.objects.filter(is_waiting=True).exists()
    assert nina.pk not in there.roles()


@pytest.mark.django_db
def test_a_role_that_is_gone_by_now_neither_changes_what_is_asked_of_all_nor_vouches() -> None:
    there = team()
    with_app(there.adam)
    adam = pretending(there.acting(there.adam), Role.ADMIN)
    there.set_role(there.adam, Role.MEMBER)

    with there.inside():
        with pytest.raises(RoleTooLow):
            workspace_security.require_factor(adam, is_required=True)
        with pytest.raises(RoleTooLow):
            lost_factors.vouch(adam, there.mia.pk)
        assert not Workspace.objects.get(pk=there.workspace_id).requires_factor
        members.remove_member(there.acting(there.olga), adam.person_id)
        with pytest.raises(WorkspaceNotFound):
            lost_factors.vouch(adam, there.mia.pk)
