"""The rule about passwords that Django does not bring."""

from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SHORTEST: Final = 12
LONGEST: Final = 1024


class LongestPassword:
    """Refuses what is too long to be a password, so that nobody makes us hash a megabyte."""

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002 – Django passes the person
        """Raise ValidationError for more than LONGEST characters."""
        if len(password) > LONGEST:
            raise ValidationError(_("This password is longer than %(most)d characters."), params={"most": LONGEST})

    def get_help_text(self) -> str:
        """Say nothing: nobody reaches this limit by choosing a password."""
        return ""
