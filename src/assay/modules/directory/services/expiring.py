"""What ends a token without an owner's doing: its time, of which they are told before, and being found in public."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assay.kernel import clock, tenancy
from assay.kernel.events import publish
from assay.kernel.privacy import Secret
from assay.modules.directory import models
from assay.modules.directory.events.users import TokenExpires, TokenReported
from assay.modules.directory.queries.tokens import digests
from assay.modules.identity.api import SCIM_PREFIX, Cause, Notice, is_key, key_warning, list_owners, notify

FIRST: Final = timedelta(days=14)
BATCH: Final = 500
_LABEL: Final = _("Look at the tokens")
_EXPIRES: Final = (
    _("The token by which your company's directory comes (%(token)s…) stops working in %(days)s days."),
    _("Make another one, put it into the directory, and revoke the old one. Until then nobody is added or removed."),
)
_REPORTED: Final = (
    _("The token by which your company's directory comes (%(token)s…) was found in public: %(where)s."),
    _("It works no more. Make another one, and look in the audit log at what was done with the old one."),
)


@transaction.atomic
def warn() -> int:
    """Write to the owners 14 and 3 days before a token's end, once each; return of how many tokens they were told."""
    now, told = clock.now(), 0
    with tenancy.system():
        rows = models.Token.objects.select_for_update(skip_locked=True).filter(
            revoked_at=None, expires_at__gt=now, expires_at__lte=now + FIRST
        )
        due = list(rows.order_by("expires_at")[:BATCH])
    for row in due:
        days = key_warning(row.expires_at - now, told=row.warned_days, lifetime=row.expires_at - row.created_at)
        if days is not None:
            with tenancy.scope(row.workspace_id):
                _warn(row, days)
            told += 1
    return told


def _warn(row: models.Token, days: int) -> None:
    row.warned_days = days
    row.save(update_fields=["warned_days"])
    publish(TokenExpires(workspace_id=row.workspace_id, token_id=row.pk, days=days))
    notice = Notice(heading=_("The directory's token expires"), lines=_EXPIRES, label=_LABEL, link=_page())
    _tell(row, notice, cause=f"directory-token-expires-{days}", facts={"days": days})


def revoke_reported(token: Secret, where: str) -> bool:
    """End a token that was found in public, and write to the owners; return whether it is or was one of ours."""
    if not is_key(token.reveal(), prefix=SCIM_PREFIX):
        return False
    with transaction.atomic():
        with tenancy.system():
            row = models.Token.objects.select_for_update().filter(digest__in=digests(token)).first()
        if row is None:
            return False
        if row.revoked_at is None and row.expires_at > clock.now():
            with tenancy.scope(row.workspace_id):
                _end(row, where=where if where.startswith("https://") else "")
    return True


def _end(row: models.Token, *, where: str) -> None:
    row.revoked_at = clock.now()
    row.save(update_fields=["revoked_at"])
    publish(TokenReported(workspace_id=row.workspace_id, token_id=row.pk))
    notice = Notice(heading=_("The directory's token was found in public"), lines=_REPORTED, label=_LABEL, link=_page())
    _tell(row, notice, cause="directory-token-reported", facts={"where": where or "–"})


def _tell(row: models.Token, notice: Notice, *, cause: str, facts: dict[str, object]) -> None:
    """Write to every owner, once for each cause."""
    for owner in list_owners(row.workspace_id):
        told = {"token": f"{SCIM_PREFIX}{row.public_id}_", **facts}
        notify(owner, notice=notice, cause=Cause(name=cause, id=f"{row.pk}:{owner}"), facts=told)


def _page() -> str:
    return f"{settings.BASE_URL}{reverse('directory:directory')}"
