"""How hard a password is to guess, said while it is typed. The form's own check is the same and has the last word."""

from typing import Final

from django.http import HttpRequest, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from assay.modules.identity import models
from assay.modules.identity.providers.passwords import LONGEST, SHORTEST
from assay.modules.identity.queries.passwords import explained, judged

_LABELS: Final[tuple[str | Promise, ...]] = (
    _("Guessed at once."),
    _("Very easy to guess."),
    _("Easy to guess."),
    _("Hard to guess."),
    _("Very hard to guess."),
)
_TOO_SHORT: Final = _("Fewer than 12 characters.")
_LEAST_SHOWN: Final = 1  # a password that is refused for its length fills less of the meter than one that is taken


@never_cache
@require_POST
@sensitive_post_parameters()
def strength(request: HttpRequest) -> JsonResponse:
    """Judge the posted password for the person who is signed in, or the address in the form. Nothing is kept."""
    password = request.POST.get("password", "")[:LONGEST]
    person = request.user if isinstance(request.user, models.Person) else None
    found = judged(password, person or models.Person(email=request.POST.get("email", "")[:254]))
    is_short = len(password) < SHORTEST
    return JsonResponse(
        {
            "score": min(found.score, _LEAST_SHOWN) if is_short else found.score,
            "label": str(_TOO_SHORT if is_short else _LABELS[found.score]),
            "advice": " ".join(explained(found)),
        }
    )
