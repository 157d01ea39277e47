"""The structured part of an idea: what the numbers are a function of, and the seed that follows from it (Q16, Q18)."""

import json
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from hashlib import sha256

from assay.engine.inputs import Choice, IdeaInput
from assay.engine.types import Record

_SEED_BITS = 53  # JSON numbers stay exact


def structure(idea: IdeaInput) -> IdeaInput:
    """The idea without its words: a free text only says whether it is there; ledger rows are put in a fixed order."""
    customer, offer = idea.customer, idea.offer
    return replace(
        idea,
        name="",
        sentence="",
        description="",
        customer=replace(
            customer,
            role=_there(customer.role),
            trigger=_there(customer.trigger),
            region="",
            places=tuple(_there(place) for place in customer.places if place.strip())[:1],
            exclusion=_there(customer.exclusion),
        ),
        problem=replace(idea.problem, workaround=""),
        offer=replace(
            offer,
            solution="",
            alternatives=tuple(replace(each, name="", link="") for each in offer.alternatives),
            dependencies=tuple(replace(each, name="") for each in offer.dependencies),
        ),
        choices=tuple(_choice(choice) for choice in idea.choices),
        evidence=tuple(sorted((replace(record, id="") for record in idea.evidence), key=_canonical)),
    )


def input_hash(idea: IdeaInput) -> str:
    """SHA-256 of the structured part, in hexadecimal digits."""
    return sha256(_canonical(structure(idea)).encode()).hexdigest()


def seed_of(idea: IdeaInput) -> int:
    """The seed that belongs to an idea: the same structured answers and ledger give the same draws."""
    return int(input_hash(idea), 16) >> (256 - _SEED_BITS)


def _there(text: str) -> str:
    return "x" if text.strip() else ""


def _choice(choice: Choice) -> Choice:
    return replace(choice, removed_because=_there(choice.removed_because))


def _canonical(value: IdeaInput | Record) -> str:
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {entry.name: _plain(getattr(value, entry.name)) for entry in fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
