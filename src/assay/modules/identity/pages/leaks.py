"""Leaked passwords at the pages: a new one is looked for before a transaction opens, an old one at sign-in."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assay.kernel.privacy import Secret
from assay.modules.identity.models import Person
from assay.modules.identity.providers.passwords import LONGEST, SHORTEST
from assay.modules.identity.queries.passwords import is_due
from assay.modules.identity.services import breaches, passwords
from assay.modules.identity.types import Leak

type View = Callable[..., HttpResponseBase]
FIELD: Final = "password1"


def looking_ahead(view: View) -> View:
    """Ask the list about a new password that is posted, unless its length alone will have it refused."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        given = request.POST.get(FIELD, "") if request.method == "POST" else ""
        if SHORTEST <= len(given) <= LONGEST:
            breaches.look_ahead(request, Secret(given))
        return view(request, *args, **kwargs)

    return asked


def is_withdrawn(person: Person, password: Secret) -> bool:
    """Look for a password that has just signed somebody in; withdraw it when it leaked, and mail a way to a new one.

    Whoever typed it may have it from the list, so nobody goes on from here: the link in the mailbox is the way.
    """
    if not is_due(person.pk):
        return False
    leak = breaches.look(password)
    if leak is Leak.UNASKED:
        return False
    if leak is not Leak.FOUND:
        passwords.note(person.pk, password=password, leak=leak)
        return False
    passwords.withdraw(person)
    return True


@never_cache
@require_safe
def withdrawn(request: HttpRequest) -> HttpResponse:
    """Say what happened and where the way on is."""
    return render(request, "account/password_withdrawn.html")
