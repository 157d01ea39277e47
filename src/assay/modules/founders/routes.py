"""The profile for programs. Who may: the signed-in person, their own; viewers may only read."""

from django.http import HttpRequest
from ninja import Router
from ninja.decorators import decorate_view

from assay.engine.discovery import Profile
from assay.kernel.bodies import read_body, takes
from assay.kernel.etag import conditional
from assay.kernel.idempotency import idempotent
from assay.kernel.reading import shows
from assay.modules.founders import queries, services
from assay.modules.founders.events import PROFILE
from assay.modules.founders.schemas import ProfileOut
from assay.modules.identity.api import actor, door

router = Router(tags=["profile"], auth=door("profile"))


@router.get("/profile", response=ProfileOut, summary="Your profile")
@decorate_view(conditional, shows(PROFILE))
def get_profile(request: HttpRequest) -> ProfileOut:
    """The profile as it stands; 404 before the first save."""
    return ProfileOut.of(queries.get_profile(actor(request)))


@router.put("/profile", response=ProfileOut, summary="Save your profile", openapi_extra=takes(Profile))
@decorate_view(idempotent, shows(PROFILE))
def put_profile(request: HttpRequest) -> ProfileOut:
    """Replace the profile. Every fault is reported at once, each with its JSON pointer."""
    return ProfileOut.of(services.save_profile(actor(request), read_body(request, Profile)))
