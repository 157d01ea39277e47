"""Addresses that every site has in the same place (RFC 8615)."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from assay.kernel import clock

VALID_FOR: Final = timedelta(days=180)  # RFC 9116 asks for less than a year


@require_safe
@cache_control(public=True, max_age=24 * 3600)
def security_txt(_request: HttpRequest) -> HttpResponse:
    """Say where a weakness can be reported (RFC 9116)."""
    until = (clock.now() + VALID_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {until.isoformat().replace('+00:00', 'Z')}",
        "Preferred-Languages: en",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
    )
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")
