"""Whether a request is staff's, what staff are refused, and which pages they have.

Whoever knows accounts says who is staff; until then nobody is. A module offers its staff pages from its ``admin`` file
(``offer``), which also lists their addresses; they stand under /staff/, and one menu shows them all.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.utils.functional import Promise

from assay.kernel.errors import Forbidden, NotFound

type Judge = Callable[[HttpRequest], bool]
type Permit = Callable[[HttpRequest, str], bool]


class AccountNotFound(NotFound):
    """Nobody has an account of this id, or it was deleted."""

    title = "No such account"


class DutyTooLow(Forbidden):
    """Somebody of the staff whose duty does not allow this."""

    title = "Your duty does not allow this"
    advice = "Ask somebody of the staff with a higher duty. What each may is in the guide for operators."


class StaffAccount(Forbidden):
    """The account is one of the staff, and those are looked after on the command line."""

    title = "An account of the staff is neither changed nor looked at here"
    advice = "An operator looks after accounts of the staff, with `assay staff`."


class ReadingOnly(Forbidden):
    """Who looks at somebody else's account changes nothing and does not see everything."""

    title = "Looking at somebody's account opens some of its pages, for reading only"
    advice = "Stop looking at the account first. What its owner alone may see or do stays closed meanwhile."


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffPage:
    """A page in the menu of staff. ``what``: the action of identity's table that it asks for."""

    label: Promise | str
    about: Promise | str
    url_name: str
    icon: str
    what: str


class _Doorkeeper:
    """Tells staff; `identity` supplies how, because the kernel knows no accounts."""

    def __init__(self) -> None:
        self.judge: Judge = _nobody
        self.permit: Permit = _nothing


def _nobody(_: HttpRequest) -> bool:
    return False


def _nothing(_: HttpRequest, __: str) -> bool:
    return False


_doorkeeper: Final = _Doorkeeper()
_pages: Final[dict[str, StaffPage]] = {}


def told_by(judge: Judge, *, permit: Permit = _nothing) -> None:
    """Register how staff are told, and what each of them may; called once, when that module's app is ready."""
    _doorkeeper.judge, _doorkeeper.permit = judge, permit


def is_staff(request: HttpRequest) -> bool:
    """Tell whether staff pages are open to this request: staff, and with all that is asked of them."""
    return hasattr(request, "user") and _doorkeeper.judge(request)


def offer(*pages: StaffPage) -> None:
    """Put pages into the menu of staff; called once by each module that has some."""
    _pages.update({page.url_name: page for page in pages})


def offered(request: HttpRequest) -> Iterable[StaffPage]:
    """Return the pages that this request's person may open, in the order they were offered."""
    if not is_staff(request):
        return ()
    return tuple(page for page in _pages.values() if _doorkeeper.permit(request, page.what))
