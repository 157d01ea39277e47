"""Whether a request is staff's. Whoever knows accounts says so; until then nobody is."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest

type Judge = Callable[[HttpRequest], bool]


def _nobody(_: HttpRequest) -> bool:
    return False


class _Doorkeeper:
    """Tells staff; `identity` supplies how, because the kernel knows no accounts."""

    def __init__(self) -> None:
        self.judge: Judge = _nobody


_doorkeeper: Final = _Doorkeeper()


def told_by(judge: Judge) -> None:
    """Register how staff are told; called once, when that module's app is ready."""
    _doorkeeper.judge = judge


def is_staff(request: HttpRequest) -> bool:
    """Tell whether staff pages are open to this request: staff, and with all that is asked of them."""
    return hasattr(request, "user") and _doorkeeper.judge(request)
