"""What identity does when something happens elsewhere."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format

from assay.kernel.events import on
from assay.modules.identity.models import Person
from assay.modules.identity.services import lost_factors
from assay.modules.identity.services.notices import (
    ARCHIVE_FAILED,
    ARCHIVE_READY,
    LEAVING,
    LEAVING_SOON,
    STAYING,
    Cause,
    Notice,
    tell,
)
from assay.modules.privacy.events import ErasureAsked, ErasureCancelled, ErasureNear, ExportFailed, ExportReady


def on_password_reset(*, user: Person, **_: object) -> None:
    """Note, in the transaction of the reset, that the password is one that was set through the mailbox."""
    lost_factors.note_mailed_password(user.pk)


@on(ExportReady)
def on_export_ready(event: ExportReady) -> None:
    """Write to who asked for an archive that it can be fetched."""
    tell(event.person_id, _with_link(ARCHIVE_READY, "identity:data"), cause=Cause(name="archive", id=event.export_id))


@on(ExportFailed)
def on_export_failed(event: ExportFailed) -> None:
    """Write to who asked for an archive that there will be none."""
    tell(
        event.person_id, _with_link(ARCHIVE_FAILED, "identity:data"), cause=Cause(name="no-archive", id=event.export_id)
    )


@on(ErasureAsked)
def on_erasure_asked(event: ErasureAsked) -> None:
    """Write to who gave their account up until when they can keep it."""
    tell_of_leaving(event.person_id, LEAVING, cause=Cause(name="leaving", id=event.erasure_id), due_at=event.due_at)


@on(ErasureNear)
def on_erasure_near(event: ErasureNear) -> None:
    """Write once more, three days before."""
    cause = Cause(name="leaving-soon", id=event.erasure_id)
    tell_of_leaving(event.person_id, LEAVING_SOON, cause=cause, due_at=event.due_at)


@on(ErasureCancelled)
def on_erasure_cancelled(event: ErasureCancelled) -> None:
    """Write that the account stays."""
    tell(event.person_id, STAYING, cause=Cause(name="staying", id=event.erasure_id))


def tell_of_leaving(person_id: UUID, notice: Notice, *, cause: Cause, due_at: datetime) -> None:
    """Write about a deletion that comes, with the way to the page that takes it back."""
    when = date_format(due_at, "DATE_FORMAT")
    tell(person_id, _with_link(notice, "identity:delete_account"), cause=cause, facts={"when": when})


def _with_link(notice: Notice, page: str) -> Notice:
    return replace(notice, link=f"{settings.BASE_URL}{reverse(page)}")
