"""What is written to somebody whose lost second step is being taken off."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assay.modules.identity.services.notices import Notice

CONFIRM: Final = "identity.lost-factor.confirm"
CANCEL: Final = "identity.lost-factor.cancel"

ASKED: Final = Notice(
    heading=_("Is it you who lost a second step?"),
    lines=(
        _("Somebody signed in with your password and said that they can no longer take the second step."),
        _("If that was you, open the link within a day. A waiting time of %(hours)s hours begins then."),
        _("If it was not you, do not open it, and change your password: somebody knows it."),
    ),
    label=_("Yes, I lost it"),
)
_NOT_ME: Final = _("This was not me")
STARTED: Final = Notice(
    heading=_("Your second step will be taken off in %(hours)s hours"),
    lines=(
        _("Somebody with your password and your mailbox asked to get in without your second step."),
        _("From %(due)s on, the password is enough for one sign-in, at which a new second step must be set up."),
        _("If this was not you, end it now with one click. Signing in with your second step ends it too."),
    ),
    label=_NOT_ME,
)
READY: Final = Notice(
    heading=_("You can sign in and set up a new second step"),
    lines=(
        _("The waiting time is over. Sign in with your password within a week and set up a new second step."),
        _("If you did not ask for this, end it now with one click."),
    ),
    label=_NOT_ME,
)
VOUCHED: Final = Notice(
    heading=_("Somebody vouched for you"),
    lines=(
        _("An owner or admin of a workspace of yours vouched for you. The waiting time ends on %(due)s."),
        _("If you did not ask for this, end it now with one click."),
    ),
    label=_NOT_ME,
)
FINISHED: Final = Notice(
    heading=_("Your old second step was taken off"),
    lines=(
        _("Somebody signed in with your password after the waiting time. Every other session was ended."),
        _("A new second step has to be set up before anything else can be done."),
    ),
)
CANCELLED: Final = Notice(
    heading=_("Your second step stays as it is"),
    lines=(
        _("The request to get in without your second step is over. Nothing was changed."),
        _("If you did not ask for it, change your password: somebody knows it."),
    ),
)


def confirm_link(request_id: UUID) -> str:
    """Return the link that proves the mailbox."""
    return _link("identity:lost_confirm", request_id, salt=CONFIRM)


def cancel_link(request_id: UUID) -> str:
    """Return the link by which the owner ends a request; it is in every mail about it."""
    return _link("identity:lost_cancel", request_id, salt=CANCEL)


def id_of(token: str, *, salt: str, lasts: timedelta | None) -> UUID | None:
    """Return the request that a link is about; None for a link that is not ours or too old."""
    try:
        return UUID(signing.TimestampSigner(salt=salt).unsign(token, max_age=lasts))
    except (signing.BadSignature, ValueError):
        return None


def hours() -> int:
    """Return the waiting time as people count it."""
    return int(settings.FACTOR_RECOVERY_WAIT) // 3600


def _link(page: str, request_id: UUID, *, salt: str) -> str:
    token = signing.TimestampSigner(salt=salt).sign(str(request_id))
    return f"{settings.BASE_URL}{reverse(page, args=[token])}"
