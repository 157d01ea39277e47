"""How a document becomes variables, and how the next value of each kind of secret is made."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol, override
from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from assay.kernel.privacy import Secret
from assay.kernel.vault.documents import Document

LOGINS: Final = ("_a", "_b")


class ValueWanted(ValueError):
    """The next value cannot be made here; a person brings it."""


class Kind(Protocol):
    """One way to be a secret."""

    def laid(self, document: Document, environ: Mapping[str, str]) -> Mapping[str, str]:
        """Return the variables that say what the document says, beside those that are set already."""

    def fresh(self, document: Document) -> Secret:
        """Return a next value. Raises ValueWanted."""

    def remembered(self, document: Document) -> tuple[str, ...]:
        """Return what the world must know of the versions that are about to go."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Random text; all living versions stand in one variable, the used one first."""

    variable: str
    size: int

    def laid(self, document: Document, environ: Mapping[str, str]) -> Mapping[str, str]:
        """Return the list of keys."""
        del environ
        return {self.variable: _list(document)}

    def fresh(self, document: Document) -> Secret:
        """Return random text."""
        del document
        return Secret(secrets.token_urlsafe(self.size))

    def remembered(self, document: Document) -> tuple[str, ...]:
        """Return nothing: what is gone is gone."""
        del document
        return ()


@dataclass(frozen=True, slots=True)
class SigningKey(Keys):
    """Django's own: the used key in one variable, all living ones in a second.

    All of them, the used one too: the two settings are changed one after the other, and between them nothing may be
    refused that one of them would have accepted.
    """

    others: str

    @override
    def laid(self, document: Document, environ: Mapping[str, str]) -> Mapping[str, str]:
        """Return the used key, and the accepted ones."""
        key = document.used.value.reveal()
        if len(document.versions) == 1:
            return {self.variable: key}
        return {self.variable: key, self.others: _with(_list(document), environ.get(self.others, ""))}


@dataclass(frozen=True, slots=True)
class NumberedKeys(Keys):
    """Keys with a number, of which one is odd and one even."""

    @override
    def fresh(self, document: Document) -> Secret:
        """Return random text under the next number. Raises ValueWanted."""
        held = document.used.value.reveal()
        number, mark, _ = held.partition(":")
        if "," in held or not mark or not number.isdecimal():
            raise ValueWanted(f"{self.variable} holds two keys or none with a number; end that change by hand first")
        return Secret(f"{int(number) + 1}:{secrets.token_urlsafe(self.size)}")


@dataclass(frozen=True, slots=True)
class Seed(Keys):
    """Signs; the public halves of former ones are known for good, or what they signed would be doubted."""

    publics: str

    @override
    def laid(self, document: Document, environ: Mapping[str, str]) -> Mapping[str, str]:
        """Return the seed, and the public halves of everything else that ever signed."""
        known = [*document.former, *(_public(one.value) for one in document.versions)]
        seed = document.used.value.reveal()
        if len(known) == 1:
            return {self.variable: seed}
        return {self.variable: seed, self.publics: _with(environ.get(self.publics, ""), ",".join(known))}

    @override
    def fresh(self, document: Document) -> Secret:
        """Return 32 random bytes in hexadecimal digits."""
        del document
        return Secret(secrets.token_hex(32))

    @override
    def remembered(self, document: Document) -> tuple[str, ...]:
        """Return the public halves of those that go."""
        return tuple(_public(one.value) for one in document.versions if one.number != document.current)


@dataclass(frozen=True, slots=True)
class Given:
    """Given out by somebody else; one at a time is used. A person brings the next one."""

    variable: str

    def laid(self, document: Document, environ: Mapping[str, str]) -> Mapping[str, str]:
        """Return the used address."""
        del environ
        return {self.variable: document.used.value.reveal()}

    def fresh(self, document: Document) -> Secret:
        """Raises ValueWanted."""
        del document
        raise ValueWanted(f"{self.variable} is given out by somebody else: bring the new one with --value-from")

    def remembered(self, document: Document) -> tuple[str, ...]:
        """Return nothing."""
        del document
        return ()


@dataclass(frozen=True, slots=True)
class GivenKeys(Given):
    """Given out by somebody else; all living versions stand in one variable, the used one first."""

    @override
    def laid(self, document: Document, environ: Mapping[str, str]) -> Mapping[str, str]:
        """Return the list."""
        del environ
        return {self.variable: _list(document)}


@dataclass(frozen=True, slots=True)
class Password(Given):
    """An address whose server lets us set the password ourselves."""

    @override
    def fresh(self, document: Document) -> Secret:
        """Return the address with another password."""
        parts = urlsplit(document.used.value.reveal())
        return _with_login(document, user=parts.username or "")


@dataclass(frozen=True, slots=True)
class Login(Given):
    """The database's: two roles take turns, because a role has one password only."""

    @override
    def fresh(self, document: Document) -> Secret:
        """Return the address with the other role and a new password. Raises ValueWanted."""
        user = urlsplit(document.used.value.reveal()).username or ""
        if not user.endswith(LOGINS):
            raise ValueWanted(
                f"{self.variable} signs in as {user}, which has no counterpart: name two roles …_a and …_b "
                "(docs/operate/secrets.md), or bring the new address with --value-from"
            )
        return _with_login(document, user=user[:-2] + LOGINS[user.endswith(LOGINS[0])])


def _with_login(document: Document, *, user: str) -> Secret:
    parts = urlsplit(document.used.value.reveal())
    host = parts.netloc.rpartition("@")[2]
    return Secret(parts._replace(netloc=f"{quote(user)}:{secrets.token_urlsafe(32)}@{host}").geturl())


def _public(seed: Secret) -> str:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed.reveal())).public_key().public_bytes_raw().hex()


def _list(document: Document) -> str:
    return ",".join(one.value.reveal() for one in document.accepted)


def _with(*lists: str) -> str:
    return ",".join(dict.fromkeys(word.strip() for words in lists for word in words.split(",") if word.strip()))
