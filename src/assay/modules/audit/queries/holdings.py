"""What the log holds of one person, for their archive."""

import hashlib
import json
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assay.kernel import crypto
from assay.kernel.subjects import Holding, Person
from assay.modules.audit import models
from assay.modules.audit.queries.entries import SEALED


def _details(row: models.Entry, person: Person) -> object:
    """The details kept with an entry, where they are this person's."""
    if not row.sealed:
        return {}
    try:
        plain = crypto.unseal(row.sealed, context=SEALED, subject=person.id)
    except (crypto.SealBroken, crypto.KeyDestroyed):
        return {}
    if hashlib.sha256(plain).hexdigest() != row.commitment:
        return {}
    return {name: value for name, value in json.loads(plain).items() if name != "salt"}


HOLDINGS: Final = (
    Holding(
        model=models.Entry,
        area="activity/entries",
        about=_("What you did, and what happened to your account."),
        theirs=lambda person: Q(subject_id=person.id) | Q(actor_id=person.id),
        reads={"sealed": _details},
        kept=_(
            "Entries of the audit log stay, because they prove what happened; "
            "they know you by an id that leads to nobody."
        ),
    ),
    Holding(
        model=models.Incident,
        area="activity/incidents",
        about=_("What our rules took for an attack on your account."),
        theirs=lambda person: Q(person_id=person.id),
        withheld={"closed_by": _("who of our staff looked into it")},
        kept=_(
            "What looked like an attack on your account stays in our records, under that id, for everybody's security."
        ),
    ),
)
