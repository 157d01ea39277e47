"""Commands on founders."""

from django.db import transaction

from assay.engine.discovery import Profile
from assay.kernel import wire
from assay.kernel.events import publish
from assay.kernel.locks import hold
from assay.modules.founders import models
from assay.modules.founders.events import ProfileSaved
from assay.modules.founders.queries import to_version
from assay.modules.founders.types import ProfileVersion
from assay.modules.identity.api import Action, Actor, require


@transaction.atomic
def save_profile(actor: Actor, profile: Profile) -> ProfileVersion:
    """Save the actor's profile as a new version; an unchanged one gives the version that stands already.

    Raises Forbidden for viewers.
    """
    require(actor, Action.PROFILE_WRITE)
    hold(f"founders.profile:{actor.workspace_id}:{actor.person_id}")  # two saves at once get two numbers
    answers = wire.dump(profile)
    mine = models.ProfileVersion.objects.filter(workspace_id=actor.workspace_id, person_id=actor.person_id)
    last = mine.order_by("-number").first()
    if last is not None and last.answers == answers:
        return to_version(last)
    row = models.ProfileVersion.objects.create(
        workspace_id=actor.workspace_id,
        person_id=actor.person_id,
        number=last.number + 1 if last else 1,
        answers=answers,
    )
    publish(ProfileSaved(profile_id=row.pk, person_id=actor.person_id, workspace_id=actor.workspace_id))
    return to_version(row)
