"""The parts of OSV's answers that are read (schema 1.7); whatever else stands there is let be."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from assay.modules.supply.types import Affected, Record


class Named(BaseModel):
    """A record by its id."""

    id: str


class Result(BaseModel):
    """What a list holds against one package; with a token there is more."""

    vulns: list[Named] = []
    next_page_token: str = ""


class Results(BaseModel):
    """One result for each question, in their order."""

    results: list[Result]


class Rating(BaseModel):
    """A severity: a CVSS vector, or a word of a distribution's."""

    type: str
    score: str


class Package(BaseModel):
    """A package of an ecosystem."""

    ecosystem: str
    name: str


class Range(BaseModel):
    """Versions from event to event; those that mend it are named ``fixed``."""

    events: list[dict[str, str]] = []


class Concerned(BaseModel):
    """A package and what is known about its versions."""

    package: Package | None = None
    ranges: list[Range] = []
    severity: list[Rating] = []


class Entry(BaseModel):
    """A whole record."""

    id: str
    withdrawn: datetime | None = None
    aliases: list[str] = []
    upstream: list[str] = []
    summary: str = ""
    details: str = ""
    severity: list[Rating] = []
    affected: list[Concerned] = []
    database_specific: dict[str, Any] = {}

    def record(self, *, now: datetime) -> Record:
        """Return it in our words. What it was derived from counts as another name where that is one thing alone."""
        ratings = [*self.severity, *(rating for each in self.affected for rating in each.severity)]
        words = [rating.score for rating in ratings if not rating.type.startswith("CVSS_")]
        said = self.database_specific.get("severity")
        return Record(
            id=self.id,
            same_as=(*self.aliases, *(self.upstream if len(self.upstream) == 1 else ())),
            summary=(self.summary or self.details.partition("\n")[0])[:300],
            is_withdrawn=self.withdrawn is not None and self.withdrawn <= now,
            rating=said if isinstance(said, str) else next(iter(words), ""),
            vectors=tuple(rating.score for rating in ratings if rating.type.startswith("CVSS_")),
            affected=tuple(_affected(each, each.package) for each in self.affected if each.package),
        )


def _affected(each: Concerned, package: Package) -> Affected:
    fixed = [event["fixed"] for one in each.ranges for event in one.events if "fixed" in event]
    return Affected(ecosystem=package.ecosystem, name=package.name, fixed=tuple(fixed))
