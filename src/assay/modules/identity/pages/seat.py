"""What surrounds every request that may belong to somebody: the session's and the device's cookies."""

from typing import Any, Final, override

from allauth.account.signals import user_logged_in
from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware as DjangosSessionMiddleware
from django.http import HttpRequest, HttpResponse

from assay.modules.identity.models import Person
from assay.modules.identity.services import devices

_REMEMBERED: Final = "_assay_device"


class SessionMiddleware(DjangosSessionMiddleware):
    """Django's, and the cookie that tells a browser again after its session has ended."""

    @override
    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        answer = super().process_response(request, response)
        remembered: devices.Remembered | None = getattr(request, _REMEMBERED, None)
        if remembered is not None and answer.status_code < 500:
            answer.set_cookie(
                settings.DEVICE_COOKIE_NAME,
                remembered.token,
                max_age=settings.DEVICE_COOKIE_AGE,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return answer


def _remember(request: HttpRequest, user: Person, **_: Any) -> None:
    """Remember the browser of a sign-in."""
    setattr(request, _REMEMBERED, devices.remember(request, person_id=user.pk))


def listen() -> None:
    """Hear of sign-ins; called once, when the app is ready."""
    user_logged_in.connect(_remember, dispatch_uid="assay.identity.devices")
