"""Who has to come in by somebody else's word. Whoever knows such rules says so; until then nobody has to."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.http import HttpRequest

type Judge = Callable[[HttpRequest, UUID, str], str]


def _free(_request: HttpRequest, _person_id: UUID, _came_by: str) -> str:
    return ""


class _Bench:
    """Holds who judges; `federation` stands above and supplies it."""

    def __init__(self) -> None:
        self.judge: Judge = _free


_bench: Final = _Bench()


def ruled_by(judge: Judge) -> None:
    """Register who says where somebody has to go instead; called once, when that module's app is ready."""
    _bench.judge = judge


def sent_to(request: HttpRequest, person_id: UUID, came_by: str) -> str:
    """Return where somebody who has shown all else has to go instead of coming in; nothing where they may.

    ``came_by``: the workspace whose provider has just spoken for them, if one has.
    """
    return _bench.judge(request, person_id, came_by)
