"""The list of attacks: each has an area and a sentence, tries, and raises Succeeded when it got what it wanted."""

import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import requests

from tests.attack.outsider import Person, Succeeded, Target


@dataclass(frozen=True, slots=True)
class Scene:
    """Who is there: the product, Alice who has something to lose, Mallory who has an account of her own."""

    target: Target
    alice: Person
    mallory: Person


type Try = Callable[[Scene], None]


@dataclass(frozen=True, slots=True)
class Attack:
    """One attack: where it aims, what it wants, how it tries."""

    area: str
    wants: str
    attempt: Try


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one attack ended: refused, or why not."""

    attack: Attack
    fault: str
    seconds: float

    @property
    def is_refused(self) -> bool:
        """Whether the product held."""
        return not self.fault


ATTACKS: Final[list[Attack]] = []


def attack(area: str, wants: str) -> Callable[[Try], Try]:
    """Write an attack into the book."""

    def write(attempt: Try) -> Try:
        ATTACKS.append(Attack(area, wants, attempt))
        return attempt

    return write


def each[T](area: str, wants: str, tries: Iterable[T]) -> Callable[[Callable[[Scene, T], None]], None]:
    """Write the same attack with each of several weapons; ``{}`` in the sentence names it."""

    def write(attempt: Callable[[Scene, T], None]) -> None:
        for one in tries:
            ATTACKS.append(Attack(area, wants.format(_short(one)), lambda scene, one=one: attempt(scene, one)))  # type: ignore[misc]  # the default binds the weapon

    return write


def carry_out(one: Attack, scene: Scene) -> Outcome:
    """Try it. An attack that breaks by itself has shown nothing, so it does not count as refused."""
    began = time.monotonic()
    try:
        one.attempt(scene)
        fault = ""
    except Succeeded as won:
        fault = f"SUCCEEDED: {won}"
    except Exception:  # noqa: BLE001 – whatever broke is told, and the next attack goes on
        fault = f"not carried out: {traceback.format_exc(limit=-2).strip()}"
    return Outcome(one, fault, time.monotonic() - began)


def refused(*, when: bool, otherwise: str) -> None:
    """Say what an attack got. Raises Succeeded unless it was refused."""
    if not when:
        raise Succeeded(otherwise)


def carried_out(answer: requests.Response, *expected: int) -> requests.Response:
    """See that a step before the attack went as it goes for everybody. Raises RuntimeError: nothing was shown then."""
    if answer.status_code not in expected:
        raise RuntimeError(f"{answer.request.method} {answer.url} ended with {answer.status_code}, not {expected}")
    return answer


def _short(weapon: object) -> str:
    text = " ".join(map(str, weapon)) if isinstance(weapon, tuple) else str(weapon)
    text = text.encode("unicode_escape").decode()
    return text if len(text) <= 60 else f"{text[:57]}..."
