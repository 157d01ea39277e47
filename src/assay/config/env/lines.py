"""The addresses of database, cache and mail service: what production does not accept of any of them (ADR 34).

A line is encrypted, whose certificate it shows is looked at by name, and who we are is proven by a password that no
software comes with.
"""

from collections.abc import Iterator
from typing import Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from assay.kernel.privacy import Secret

SHORTEST_PASSWORD: Final = 16
FEWEST_SIGNS: Final = 8  # different ones in a password: "passwordpassword" has seven
_TLS_OF_CACHE: Final = frozenset({"rediss", "valkeys"})


def faults_of(name: str, address: Secret) -> list[str]:
    """Say what production does not accept of an address; ``name`` is that of its variable or secret."""
    parts = urlsplit(address.reveal())
    said = parse_qsl(parts.query, keep_blank_values=True)
    if parts.scheme.startswith("postgres"):
        found = [*_of_database(name, said), *_of_password(name, parts)]
    elif parts.scheme.startswith("smtp"):
        found = [*_of_mail(name, parts), *(_of_password(name, parts) if parts.username else ())]
    else:
        found = [*_of_cache(name, parts, said), *_of_password(name, parts)]
    return found


def _of_database(name: str, said: list[tuple[str, str]]) -> Iterator[str]:
    if {value for key, value in said if key == "sslmode"} != {"verify-full"}:
        yield (
            f"{name} does not ask for TLS with a certificate that is checked by name. Add ?sslmode=verify-full, "
            "and &sslrootcert= with the file of your authority unless the system knows it."
        )


def _of_cache(name: str, parts: SplitResult, said: list[tuple[str, str]]) -> Iterator[str]:
    if parts.scheme not in _TLS_OF_CACHE:
        yield f"{name} does not ask for TLS. Let it begin with rediss:// or valkeys://."
    if any(key.startswith("ssl_") and key != "ssl_ca_certs" for key, _ in said):
        yield (
            f"{name} changes how the certificate is checked. Leave out every ssl_ option but ssl_ca_certs, "
            "which names the file of your authority."
        )


def _of_mail(name: str, parts: SplitResult) -> Iterator[str]:
    if parts.scheme == "smtp":
        yield f"{name} hands mail over without TLS. Let it begin with smtp+tls:// or smtps://."


def _of_password(name: str, parts: SplitResult) -> Iterator[str]:
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    is_short = len(password) < SHORTEST_PASSWORD or len(set(password)) < FEWEST_SIGNS
    if is_short or password.casefold() == user.casefold():
        yield (
            f"{name} carries no password of its own: it is missing, shorter than {SHORTEST_PASSWORD} characters, too "
            "uniform, or the user's name, as those are that software comes with. Example: $(openssl rand -hex 24)"
        )
