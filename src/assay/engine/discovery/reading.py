"""From the authored JSON files to entries: strict, so that a slip of the pen never becomes a number."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from assay.engine.discovery.catalogue import (
    Buyer,
    Catalogue,
    Character,
    Demands,
    Entry,
    Figures,
    Option,
    SkillNeed,
    Span,
    TestIdea,
    catalogue_of,
)
from assay.engine.discovery.words import Area, Delivery, Exclusion, Impact, Licence, Scope, WorkStyle
from assay.engine.inputs import AlternativeKind, CustomerType, Payer, ProblemCategory, RevenueModel
from assay.engine.types import Archetype, Floats, Tier

CATALOGUE = files("assay.engine.data") / "catalogue"
VECTORS = files("assay.engine.data") / "catalogue_vectors.npy"

_SPANS = tuple(item.name for item in fields(Figures) if item.type is Span)
_KEYS = frozenset(item.name for item in fields(Entry))


class BadEntry(ValueError):
    """An authored entry does not say what an entry has to say."""


@cache
def load_catalogue() -> Catalogue:
    """The shipped catalogue with its vectors. Raises BadEntry when a file is broken or the vectors do not belong."""
    with VECTORS.open("rb") as stored:
        return joined(load_entries(), np.load(stored, allow_pickle=False).astype(np.float64))


def joined(entries: tuple[Entry, ...], vectors: Floats) -> Catalogue:
    """The catalogue of entries in the order of their ids and their vectors. Raises BadEntry when the two differ."""
    if len(vectors) != len(entries):
        raise BadEntry("the stored vectors do not belong to the entries; rebuild them")
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return catalogue_of(entries, vectors / lengths, _version(vectors))


def load_entries() -> tuple[Entry, ...]:
    """The shipped entries in the order of their ids. Raises BadEntry."""
    entries = [entry for text in _texts() for entry in read_entries(text)]
    return tuple(sorted(entries, key=lambda entry: entry.id))


def read_entries(text: str) -> tuple[Entry, ...]:
    """The entries of one file: ``{"entries": [...]}``. Raises BadEntry with the id of the entry."""
    return tuple(_guarded(raw) for raw in json.loads(text)["entries"])


def _texts() -> Iterable[str]:
    parts = sorted((part for part in CATALOGUE.iterdir() if part.name.endswith(".json")), key=lambda part: part.name)
    return (part.read_text(encoding="utf-8") for part in parts)


def _version(vectors: Floats) -> str:
    digest = hashlib.blake2b(digest_size=6)
    for text in _texts():
        digest.update(text.encode())
    digest.update(np.asarray(vectors, dtype=np.float16).tobytes())
    return digest.hexdigest()


def _guarded(raw: Mapping[str, Any]) -> Entry:
    name = raw.get("id", "an entry without id")
    if set(raw) != _KEYS:
        raise BadEntry(f"{name}: keys differ: {sorted(set(raw) ^ _KEYS)}")
    try:
        return _entry(raw)
    except (KeyError, TypeError, ValueError) as error:
        raise BadEntry(f"{name}: {error!r}") from error


def _entry(raw: Mapping[str, Any]) -> Entry:
    return Entry(
        id=raw["id"],
        title=raw["title"],
        one_liner=raw["one_liner"],
        buyer=_buyer(raw["buyer"]),
        problem=ProblemCategory(raw["problem"]),
        workaround=raw["workaround"],
        archetype=Archetype(raw["archetype"]),
        revenue_model=RevenueModel(raw["revenue_model"]),
        sector=raw["sector"],
        scope=Scope(raw["scope"]),
        delivery=Delivery(raw["delivery"]),
        areas=tuple(Area(area) for area in raw["areas"]),
        demands=_demands(raw["demands"]),
        figures=_figures(raw["figures"]),
        character=Character(**raw["character"]),
        main_risk=raw["main_risk"],
        why_now=raw["why_now"],
        as_of=raw["as_of"],
        impact=tuple(Impact(tag) for tag in raw["impact"]),
        critical=tuple(raw["critical"]),
        tests=tuple(TestIdea(type_id=kind, template=template, action=what) for kind, template, what in raw["tests"]),
        alternatives=tuple(Option(kind=AlternativeKind(kind), name=name) for kind, name in raw["alternatives"]),
        aliases=tuple(raw["aliases"]),
        exclusions=tuple(Exclusion(tag) for tag in raw["exclusions"]),
    )


def _buyer(raw: Mapping[str, Any]) -> Buyer:
    parsed = {**raw, "type": CustomerType(raw["type"]), "payer": Payer(raw["payer"])}
    return Buyer(**parsed)


def _demands(raw: Mapping[str, Any]) -> Demands:
    total = sum(weight for _, _, weight in raw["skills"])
    return Demands(
        skills=tuple(
            SkillNeed(skill=skill, level=level, weight=weight / total) for skill, level, weight in raw["skills"]
        ),
        domain=tuple(raw["domain"]),
        domain_need=raw["domain_need"],
        hours=raw["hours"],
        licences=tuple(Licence(name) for name in raw.get("licences", ())),
        countries=tuple(raw.get("countries", ())),
        languages=tuple(raw.get("languages", ())),
        styles=tuple(WorkStyle(style) for style in raw["styles"]),
    )


def _figures(raw: Mapping[str, Any]) -> Figures:
    tiers = raw.get("tiers", {})
    spans = {name: _span(raw[name], tiers.get(name, "D")) for name in _SPANS}
    capacity = _span(raw["capacity"], tiers.get("capacity", "D")) if "capacity" in raw else None
    unknown = set(raw) - set(_SPANS) - {"unit", "capacity", "paid_share", "tiers"}
    if unknown:
        raise ValueError(f"unknown figures {sorted(unknown)}")
    return Figures(unit=raw["unit"], paid_share=raw["paid_share"], capacity=capacity, **spans)


def _span(raw: tuple[float, float, float], tier: str) -> Span:
    low, middle, high = (float(value) for value in raw)
    return Span(q10=low, q50=middle, q90=high, tier=Tier(tier))
