"""Pages for sensitive acts: they ask for a sign-in, or a confirmation, that is not older than ten minutes."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from assay.modules.identity.pages.settings import person_of
from assay.modules.identity.queries.access import at_home, marked
from assay.modules.identity.queries.fresh import prove_again
from assay.modules.identity.queries.freshness import has_factor, is_fresh
from assay.modules.identity.types.places import PageDoor


def freshly[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Mark a page of one's own account as sensitive: who has not confirmed lately does so first and comes back."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        if not has_factor(request) and not person_of(request).has_usable_password():
            return prove_again(request)  # they came in by somebody else's word, and do so again
        page = "identity:step_up" if has_factor(request) else "account_reauthenticate"
        back = request.path if request.method == "GET" else reverse("identity:security")
        return redirect_to_login(back, login_url=reverse(page))

    return marked(at_home(guarded), PageDoor.FRESH)
