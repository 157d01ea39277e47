"""How passwords are hashed, and the one rule about them that Django does not bring."""

from typing import Final

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LONGEST: Final = 1024


class Argon2id(Argon2PasswordHasher):
    """Argon2id at 19 MiB, two passes, one lane: OWASP's Password Storage Cheat Sheet, second choice.

    A stored hash names its own numbers, and one with other numbers is renewed at the next sign-in.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


class LongestPassword:
    """Refuses what is too long to be a password, so that nobody makes us hash a megabyte."""

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002 – Django passes the person
        """Raise ValidationError for more than LONGEST characters."""
        if len(password) > LONGEST:
            raise ValidationError(_("This password is longer than %(most)d characters."), params={"most": LONGEST})

    def get_help_text(self) -> str:
        """Say nothing: nobody reaches this limit by choosing a password."""
        return ""
