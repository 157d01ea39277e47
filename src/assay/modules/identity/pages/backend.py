"""Who is behind an address and a password. allauth's, with the same work done whoever it is."""

from typing import override

from allauth.account.auth_backends import AuthenticationBackend

from assay.modules.identity import models


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth ships no types
    """Looks in one table once, whether or not somebody has the address, and hashes once in either case.

    People sign in with the address they are written to, and with no other: one they have only claimed so far opens
    nothing.
    """

    @override
    def _authenticate_by_email(self, email: str, password: str) -> models.Person | None:
        person = models.Person.objects.filter(email=email.lower()).first()
        found: models.Person | None = self._check_password(person, password)
        return found
