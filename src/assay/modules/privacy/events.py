"""The facts of privacy."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from assay.kernel.events import fact


@fact("privacy.export_asked.v1", says=_("asked for an archive of data"))
class ExportAsked:
    """Somebody wants everything there is of them, or of a workspace they own."""

    export_id: UUID
    person_id: UUID
    workspace_id: UUID | None


@fact("privacy.export_begun.v1", says=_("began to put an archive together"))
class ExportBegun:
    """A worker has begun, perhaps anew."""

    export_id: UUID
    person_id: UUID


@fact("privacy.export_ready.v1", says=_("made an archive of data ready"))
class ExportReady:
    """The archive can be fetched."""

    export_id: UUID
    person_id: UUID


@fact("privacy.export_failed.v1", says=_("could not make an archive of data"))
class ExportFailed:
    """It was tried several times, and is given up."""

    export_id: UUID
    person_id: UUID


@fact("privacy.export_fetched.v1", says=_("downloaded an archive of data"))
class ExportFetched:
    """The archive went to somebody who had just proved who they are."""

    export_id: UUID
    person_id: UUID


@fact("privacy.export_expired.v1", says=_("deleted an archive whose time was over"))
class ExportExpired:
    """The archive is gone."""

    export_id: UUID
    person_id: UUID


@fact("privacy.erasure_asked.v1", says=_("asked for their account to be deleted"))
class ErasureAsked:
    """Somebody gives their account up; it goes at ``due_at``."""

    erasure_id: UUID
    person_id: UUID
    due_at: datetime


@fact("privacy.erasure_cancelled.v1", says=_("kept their account after all"))
class ErasureCancelled:
    """It was taken back in time."""

    erasure_id: UUID
    person_id: UUID


@fact("privacy.erasure_near.v1", says=_("reminded of a deletion that is near"))
class ErasureNear:
    """Three days are left."""

    erasure_id: UUID
    person_id: UUID
    due_at: datetime


@fact("privacy.erasure_begun.v1", says=_("began to erase somebody"))
class ErasureBegun:
    """A worker has begun, perhaps anew; it cannot be taken back any more."""

    erasure_id: UUID
    person_id: UUID


@fact("privacy.step_taken.v1", says=_("erased {step}"))
class StepTaken:
    """One step of an erasure was taken."""

    erasure_id: UUID
    person_id: UUID
    step: str


@fact("privacy.erased.v1", says=_("erased somebody"))
class Erased:
    """Nothing of the person is left that could be read; the id leads to nobody."""

    erasure_id: UUID
    person_id: UUID


@fact("privacy.erasure_replayed.v1", says=_("erased again what a backup had brought back"))
class ErasureReplayed:
    """Somebody, or a workspace, that had been erased was here again, and is erased once more."""

    subject_id: UUID
