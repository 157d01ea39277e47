"""What the owner of an account is told by mail about their sessions."""

from typing import Final

from django.conf import settings
from django.core import signing
from django.urls import reverse

from assay.kernel import clock
from assay.modules.comms import api as comms
from assay.modules.identity import models
from assay.modules.identity.providers.sealing import unseal_spot
from assay.modules.identity.queries.people import email_of
from assay.modules.identity.types.sessions import Ending

DISOWNING: Final = "assay.identity.disown"  # what the link in a mail is signed for
_TOLD: Final = {Ending.ELSEWHERE: "session_elsewhere", Ending.STOLEN: "session_cut"}


def new_device(row: models.Session) -> None:
    """Tell that somebody signed in with a browser that was not known."""
    _send("new_device", row)


def session_ended(row: models.Session, reason: Ending) -> None:
    """Tell that a session was ended, where the reason is one its owner should know of by mail."""
    if reason in _TOLD:
        _send(_TOLD[reason], row)


def _send(name: str, row: models.Session) -> None:
    address = email_of(row.person_id) if row.person_id else None
    if address is None:
        return
    token = signing.dumps(str(row.pk), salt=DISOWNING)
    said = {
        "browser": row.browser,
        "system": row.system,
        "place": unseal_spot(row.place).name,
        "when": clock.now(),
        "not_me": _absolute(reverse("identity:disown", args=[token])),
        "sessions_page": _absolute(reverse("identity:sessions")),
        "reset_page": _absolute(reverse("account_reset_password")),
        "address": address.reveal(),
        "home": settings.BASE_URL,
    }
    comms.send(f"identity/mail/{name}", to=address, context=said, key=f"identity:{name}:{row.pk}")


def _absolute(path: str) -> str:
    return f"{settings.BASE_URL}{path}"
