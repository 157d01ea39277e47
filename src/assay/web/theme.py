"""Which theme the reader chose. The server renders it, so no page flashes in the wrong one."""

from enum import StrEnum

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_YEAR = 365 * 24 * 60 * 60


class Theme(StrEnum):
    AUTO = "auto"  # what the device asks for
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


LABELS: dict[Theme, Promise] = {
    Theme.AUTO: _("Same as device"),
    Theme.LIGHT: _("Light"),
    Theme.DARK: _("Dark"),
    Theme.CONTRAST: _("High contrast"),
}


def chosen(request: HttpRequest | None) -> Theme:
    """The theme of this request; an unknown cookie value counts as no choice."""
    value = request.COOKIES.get(settings.THEME_COOKIE_NAME, "") if request is not None else ""
    return Theme(value) if value in set(Theme) else Theme.AUTO


def remember(response: HttpResponse, *, theme: Theme, is_secure: bool) -> None:
    """Store the choice for a year. The server draws the theme, so no script needs to read it."""
    response.set_cookie(
        settings.THEME_COOKIE_NAME, theme.value, max_age=_YEAR, samesite="Lax", secure=is_secure, httponly=True
    )
