"""A secret as it is kept: at most two living versions, and which of them is the one to use.

A change goes through three forms, so that no process ever meets something it cannot check yet:

    settled   one version
    offered   a new version everybody accepts; the former one is still used
    switched  the new version is used; the former one is still accepted
    settled   the former one is gone

Each step is a new document; which step is next can be read off the present one, so a change that was stopped anywhere
is simply begun again.
"""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from assay.kernel.privacy import Secret
from assay.kernel.vault.faults import DocumentMalformed


class Phase(StrEnum):
    """How far a change has come."""

    SETTLED = "settled"
    OFFERED = "offered"
    SWITCHED = "switched"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One value with its number and its moment; None: nobody knows when it was made."""

    number: int
    value: Secret
    made: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """All that is kept of one secret.

    ``versions``: the newest first, one or two. ``former``: what the world must remember of versions that are gone, such
    as public halves. ``since``: when the present version came into use. ``revision``: the keeper's own mark.
    """

    versions: tuple[Version, ...]
    current: int
    former: tuple[str, ...] = ()
    since: datetime | None = None
    revision: str = field(default="", compare=False)

    @property
    def used(self) -> Version:
        """The version that makes new things."""
        return next(version for version in self.versions if version.number == self.current)

    @property
    def accepted(self) -> tuple[Version, ...]:
        """All living versions, the used one first."""
        return (self.used, *(version for version in self.versions if version.number != self.current))

    @property
    def phase(self) -> Phase:
        """How far a change has come."""
        if len(self.versions) == 1:
            return Phase.SETTLED
        return Phase.SWITCHED if self.versions[0].number == self.current else Phase.OFFERED

    @property
    def mark(self) -> str:
        """Names the living versions and the used one, without their values: ``2.1>1``."""
        return f"{'.'.join(str(version.number) for version in self.versions)}>{self.current}"

    def offering(self, value: Secret, *, at: datetime) -> "Document":
        """Return the document with a new version that is accepted and not used yet."""
        made = Version(number=self.versions[0].number + 1, value=value, made=at)
        return replace(self, versions=(made, *self.versions))

    def switching(self, *, at: datetime) -> "Document":
        """Return the document in which the newest version is the used one."""
        return replace(self, current=self.versions[0].number, since=at)

    def retiring(self, *, remember: tuple[str, ...] = ()) -> "Document":
        """Return the document without the versions that are not used."""
        return replace(self, versions=(self.used,), former=tuple(dict.fromkeys((*self.former, *remember))))

    def dumped(self) -> str:
        """Return the text a keeper stores."""
        versions = [
            {"number": one.number, "value": one.value.reveal(), "made": one.made.isoformat() if one.made else None}
            for one in self.versions
        ]
        since = self.since.isoformat() if self.since else None
        return json.dumps({"versions": versions, "current": self.current, "former": list(self.former), "since": since})


def first(value: Secret, *, at: datetime | None, revision: str = "") -> Document:
    """Return the document of a secret that has never been changed."""
    return Document(versions=(Version(number=1, value=value, made=at),), current=1, since=at, revision=revision)


def parsed(text: str, *, at: datetime | None, revision: str) -> Document:
    """Read what a keeper stored: a document, ``{"value": …}`` or the bare value, as people put it there by hand.

    ``at``: when it was stored, for values that do not say. Raises DocumentMalformed, which does not repeat the text.
    """
    found = _json(text)
    if not isinstance(found, dict) or not ({"versions", "value"} & found.keys()):
        value = text.strip()
    elif "value" in found:
        value = str(found["value"]).strip()
    else:
        return _document(found, revision=revision)
    if not value:
        raise DocumentMalformed("it is empty")
    return first(Secret(value), at=at, revision=revision)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _document(found: dict[str, Any], *, revision: str) -> Document:
    try:
        versions = tuple(
            Version(number=int(one["number"]), value=Secret(str(one["value"])), made=_moment(one.get("made")))
            for one in found["versions"]
        )
        document = Document(
            versions=versions,
            current=int(found["current"]),
            former=tuple(str(word) for word in found.get("former", ())),
            since=_moment(found.get("since")),
            revision=revision,
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise DocumentMalformed("it holds JSON that is no document of ours") from None
    numbers = [version.number for version in versions]
    if not 1 <= len(numbers) <= 2 or document.current not in numbers or numbers != sorted(set(numbers), reverse=True):
        raise DocumentMalformed("its versions are not one or two, the newest first, with the used one among them")
    return document


def _moment(text: object) -> datetime | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(str(text))
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment
