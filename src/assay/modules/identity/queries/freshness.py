"""How lately somebody has proved who they are; sensitive acts ask for ten minutes at most."""

import time

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest

from assay.modules.identity.queries.access import acting
from assay.modules.identity.queries.factors import kinds_of


def is_fresh(request: HttpRequest) -> bool:
    """Tell whether the person proved lately who they are; with a second factor where they have one.

    A session that came into doubt has lost its proofs (`SessionStore.doubt`), so it is not fresh however young it is.
    """
    lately = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    recent = [r for r in get_authentication_records(request, request.user) if r["at"] >= lately]
    if not recent:
        return False
    return any(record["method"] == "mfa" for record in recent) or not has_factor(request)


def has_factor(request: HttpRequest) -> bool:
    """Tell whether whoever is signed in has a second factor of any kind."""
    found = acting(request)
    return found is not None and bool(kinds_of(found.person_id))
