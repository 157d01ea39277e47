"""What identity does when something happens elsewhere."""

from dataclasses import replace

from django.conf import settings
from django.urls import reverse

from assay.kernel.events import on
from assay.modules.identity.models import Person
from assay.modules.identity.services import lost_factors
from assay.modules.identity.services.notices import ARCHIVE_FAILED, ARCHIVE_READY, Cause, Notice, tell
from assay.modules.privacy.events import ExportFailed, ExportReady


def on_password_reset(*, user: Person, **_: object) -> None:
    """Note, in the transaction of the reset, that the password is one that was set through the mailbox."""
    lost_factors.note_mailed_password(user.pk)


@on(ExportReady)
def on_export_ready(event: ExportReady) -> None:
    """Write to who asked for an archive that it can be fetched."""
    tell(event.person_id, _with_link(ARCHIVE_READY), cause=Cause(name="archive", id=event.export_id))


@on(ExportFailed)
def on_export_failed(event: ExportFailed) -> None:
    """Write to who asked for an archive that there will be none."""
    tell(event.person_id, _with_link(ARCHIVE_FAILED), cause=Cause(name="no-archive", id=event.export_id))


def _with_link(notice: Notice) -> Notice:
    return replace(notice, link=f"{settings.BASE_URL}{reverse('identity:data')}")
