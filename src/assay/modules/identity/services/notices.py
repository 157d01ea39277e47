"""What the owner of an account is told by mail when something about their second factors changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assay.kernel import clock
from assay.kernel.ids import new_id
from assay.kernel.privacy import Email
from assay.modules.comms import api as comms
from assay.modules.identity.queries.people import email_of

type Words = Promise | str
_LOOK: Final = _("Look at your account")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One mail: what happened, in a heading and a few sentences, and where to go if it was somebody else."""

    heading: Words
    lines: Sequence[Words]
    label: Words = _LOOK
    link: str = ""
    code: str = ""


_NOT_YOU: Final = _(
    "If that was you, there is nothing to do. If not, somebody else has been in your account: "
    "reset the password, and remove what you do not know."
)
FACTOR_ADDED: Final = Notice(
    heading=_("A second step was added to your account"),
    lines=(_("Signing in to your Assay account can now be confirmed with: %(name)s."), _NOT_YOU),
)
FACTOR_REMOVED: Final = Notice(
    heading=_("A second step was removed from your account"),
    lines=(_("This no longer confirms that it is you: %(name)s."), _NOT_YOU),
)
CODES_MADE: Final = Notice(
    heading=_("New recovery codes were made"),
    lines=(_("The former recovery codes of your Assay account no longer work."), _NOT_YOU),
)
CODE_USED: Final = Notice(
    heading=_("A recovery code was used"),
    lines=(
        _("Somebody signed in, or confirmed a change, with one of your recovery codes. %(left)s are left."),
        _NOT_YOU,
    ),
)
CLONED: Final = Notice(
    heading=_("One of your passkeys may have been copied"),
    lines=(
        _("The passkey “%(name)s” answered with an older count than before. That happens when a key was copied."),
        _("We refused it. If you do not know why, remove this passkey and set it up anew."),
    ),
)

ARCHIVE_READY: Final = Notice(
    heading=_("Your archive is ready"),
    lines=(
        _("The archive of data that you asked for can be downloaded for seven days. You confirm first that it is you."),
        _("If you did not ask for it, somebody else has been in your account: reset the password."),
    ),
    label=_("Go to the archive"),
)
ARCHIVE_FAILED: Final = Notice(
    heading=_("Your archive could not be made"),
    lines=(_("The archive of data that you asked for could not be put together. Nothing is lost; ask for it again."),),
    label=_("Ask again"),
)

LEAVING: Final = Notice(
    heading=_("Your account is going to be deleted"),
    lines=(
        _("On %(when)s your Assay account and everything about you is deleted for good, as you asked."),
        _("If you change your mind, or if it was not you, open the page below, sign in and keep the account."),
    ),
    label=_("Keep my account"),
)
LEAVING_SOON: Final = Notice(
    heading=_("Your account is deleted in three days"),
    lines=(
        _("On %(when)s your Assay account and everything about you is deleted for good, as you asked."),
        _("This is the last reminder. Until then you can keep the account, or take your data along."),
    ),
    label=_("Keep my account"),
)
STAYING: Final = Notice(
    heading=_("Your account stays"),
    lines=(_("The deletion of your Assay account was taken back. Nothing was deleted."), _NOT_YOU),
)
ERASED: Final = Notice(
    heading=_("Your account was deleted"),
    lines=(
        _("Everything about you is deleted, and the key that opened it destroyed, as you asked."),
        _("This is the last mail: we no longer know this address. You can open a new account with it at any time."),
    ),
    label=_("Assay"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What makes a mail one of a kind: the second with the same cause is not sent."""

    name: str
    id: UUID | str

    @classmethod
    def new(cls, name: str) -> "Cause":
        """A cause that never comes back."""
        return cls(name=name, id=new_id())


def tell(person_id: UUID, notice: Notice, *, cause: Cause, facts: Mapping[str, object] | None = None) -> None:
    """Write a notice to the person, in the transaction at hand. Nobody is written to who is no longer there."""
    address = email_of(person_id)
    if address is None:
        return
    said = letter(notice, address=address, facts=facts)
    comms.send("identity/mail/notice", to=address, context=said, key=f"identity:{cause.name}:{cause.id}")


def letter(notice: Notice, *, address: Email, facts: Mapping[str, object] | None = None) -> dict[str, object]:
    """Return what the template of a notice needs."""
    known = dict(facts or {})
    return {
        "heading": notice.heading,
        "lines": [str(line) % known if known else str(line) for line in notice.lines],
        "label": notice.label,
        "link": notice.link or f"{settings.BASE_URL}{reverse('identity:security')}",
        "code": notice.code,
        "when": clock.now(),
        "address": address.reveal(),
        "home": settings.BASE_URL,
    }


def notify(person_id: UUID, *, notice: Notice, cause: Cause, facts: Mapping[str, object] | None = None) -> None:
    """Write a notice to the person for another module, as `tell` does, in the transaction at hand."""
    tell(person_id, notice, cause=cause, facts=facts)
