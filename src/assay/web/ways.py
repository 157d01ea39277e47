"""What the sign-in page offers beside the password. Whoever knows such ways says so; until then there are none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One button: its words, where it leads, and its drawing in `web.icons`."""

    label: str
    url: str
    icon: str


type Offer = Callable[[HttpRequest], Sequence[Way]]


def _none(_: HttpRequest) -> Sequence[Way]:
    return ()


class _Board:
    def __init__(self) -> None:
        self.offer: Offer = _none


_board: Final = _Board()


def offered_by(offer: Offer) -> None:
    """Register who knows the ways in; called once, when that module's app is ready."""
    _board.offer = offer


def ways(request: HttpRequest) -> Sequence[Way]:
    """Return what is offered to this request."""
    return _board.offer(request)
