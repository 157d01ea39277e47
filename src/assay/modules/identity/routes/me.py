"""Who am I, for programs."""

from django.http import HttpRequest
from ninja import Router
from ninja.decorators import decorate_view

from assay.kernel.reading import shows
from assay.modules.identity.events import ACCOUNT
from assay.modules.identity.queries.access import actor
from assay.modules.identity.queries.doors import door
from assay.modules.identity.queries.people import email_of, name_of
from assay.modules.identity.schemas import Me

router = Router(tags=["identity"], auth=door("account"))


@router.get("/me", response=Me, summary="The signed-in person")
@decorate_view(shows(ACCOUNT))
def me(request: HttpRequest) -> Me:
    """Return who is signed in and in which workspace they work."""
    who = actor(request)
    email, names = email_of(who.person_id), name_of([who.person_id])
    return Me(
        person_id=who.person_id,
        workspace_id=who.workspace_id,
        role=who.role,
        email=email.reveal() if email else "",
        name=names[who.person_id].reveal(),
    )
