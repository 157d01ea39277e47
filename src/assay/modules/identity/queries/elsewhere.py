"""What somebody else's word does to coming in. Whoever knows such rules says so; until then nobody is ruled by any."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from django.http import HttpRequest

from assay.modules.identity.types import Actor
from assay.modules.identity.types.sessions import Word


class FindPage(Protocol):
    """Where somebody can prove who they are at their company; ``for_factor``: the company whose word counts there."""

    def __call__(self, person_id: UUID, *, for_factor: UUID | None = None) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Judges:
    """``sent_to``: see below. ``counts``: whether a word of earlier stands for a second factor now (ADR 35)."""

    sent_to: Callable[[HttpRequest, UUID, str], str]
    counts: Callable[[Actor, Word], bool]
    confirms_at: FindPage


class _Bench:
    """Holds who judges; `federation` stands above and supplies it."""

    def __init__(self) -> None:
        self.judges: Judges | None = None


_bench: Final = _Bench()


def ruled_by(judges: Judges) -> None:
    """Register who judges; called once, when that module's app is ready."""
    _bench.judges = judges


def sent_to(request: HttpRequest, person_id: UUID, came_by: str) -> str:
    """Return where somebody who has shown all else has to go instead of coming in; nothing where they may.

    ``came_by``: the workspace whose provider has just spoken for them, if one has.
    """
    return _bench.judges.sent_to(request, person_id, came_by) if _bench.judges else ""


def counts(found: Actor, word: Word) -> bool:
    """Tell whether what a company's provider said stands for the second factor that the workspace asks for, now."""
    return _bench.judges is not None and _bench.judges.counts(found, word)


def confirms_at(person_id: UUID, *, for_factor: UUID | None = None) -> str:
    """Return the page on which somebody proves who they are by their company's provider; nothing where none can.

    ``for_factor``: only if the provider's word stands for a second factor in that workspace.
    """
    return _bench.judges.confirms_at(person_id, for_factor=for_factor) if _bench.judges else ""
