"""Nothing is shown unseen: who is shown what belongs to a workspace or a person leaves an entry before they have it.

As `recording` stands before changes, this stands before answers. Every view says beside its door what it shows:

    @shows(IDEA)                              # a kind that its module's `events` names with `seen`
    @shows_nothing("an empty form")           # nothing of a workspace or a person, and why not
    @notes_itself("publishes LogExported")    # leaves an entry of its own, with more in it

A view that says nothing leaves an entry all the same, under the name of its address; a test asks for better words.
``ReadsMiddleware`` is the one place where that happens. An answer whose entry cannot be written does not leave.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, Final, cast
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assay.kernel import context

_SHOWN: Final = "_assay_shown"
_ABOUT: Final = "_assay_shown_about"
_RAISED: Final = "_assay_raised"
_GIVES: Final = frozenset({200, 202, 203, 206, 207})  # 201 gives back what was just made, and making has its own entry
_FORM: Final = 422  # a form that is shown again stands on a page with all that the page shows
_PROGRAMS: Final = ("/api/", "/scim/")


class Of(StrEnum):
    """Whose log an entry belongs to."""

    WORKSPACE = "workspace"
    PERSON = "person"  # the reader's own, whatever workspace they work in
    HOUSE = "house"  # what staff see of no workspace in particular


class Way(StrEnum):
    """How something was shown."""

    PAGE = "page"
    FILE = "file"
    SCRIPT = "script"  # the interface, with a browser's session
    KEY = "key"
    DIRECTORY = "directory"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What is shown: its name in entries, and what it is called."""

    name: str
    says: Promise | str
    of: Of = Of.WORKSPACE


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing:
    """Why a view shows nothing of a workspace or a person."""

    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Itself:
    """How a view leaves an entry of its own."""

    how: str


type Declared = Kind | Nothing | Itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Somebody was shown something. ``key_id``: the key or token they came with."""

    kind: str
    of: Of
    way: Way
    person_id: UUID | None
    workspace_id: UUID | None
    key_id: UUID | None
    about: Mapping[str, UUID]


type Recorder = Callable[[Reading], None]


class NoRecorder(RuntimeError):
    """Something would have been shown while nobody writes down what is shown."""


class _Desk:
    """Writes down; `audit` supplies how, because the kernel keeps no log."""

    def __init__(self) -> None:
        self.record: Recorder = _nobody


def _nobody(_: Reading) -> None:
    raise NoRecorder


_desk: Final = _Desk()
_kinds: Final[dict[str, Kind]] = {}
_declared: Final[dict[str, Declared]] = {}


def record_with(recorder: Recorder) -> None:
    """Register who writes down what is shown; called once, when that module's app is ready."""
    _desk.record = recorder


def seen(name: str, *, says: Promise | str, of: Of = Of.WORKSPACE) -> Kind:
    """Name something that is shown. ``says`` ends a sentence: "Alice looked at" … "an idea"."""
    if name in _kinds:
        raise ValueError(f"two kinds are called {name}")
    _kinds[name] = Kind(name=name, says=says, of=of)
    return _kinds[name]


def words(name: str) -> str:
    """Return what a kind is called; its bare name where no module of this version knows it."""
    return str(_kinds[name].says) if name in _kinds else str(_("a page (%(name)s)") % {"name": name})


def shows[V: Callable[..., HttpResponseBase]](kind: Kind) -> Callable[[V], V]:
    """Say what a view shows. Ids in its address go along; `about` adds others."""
    return _saying(kind)


def shows_nothing[V: Callable[..., HttpResponseBase]](because: str) -> Callable[[V], V]:
    """Say why a view shows nothing that belongs to a workspace or a person."""
    return _saying(Nothing(because=because))


def notes_itself[V: Callable[..., HttpResponseBase]](how: str) -> Callable[[V], V]:
    """Say how a view leaves an entry of its own."""
    return _saying(Itself(how=how))


def declare(*url_names: str, as_: Declared) -> None:
    """Say the same of pages of other people's making, by the names of their addresses."""
    _declared.update(dict.fromkeys(url_names, as_))


def declared(view: Callable[..., Any], url_name: str = "") -> Declared | None:
    """Return what a view says it shows; None where it says nothing."""
    found: Declared | None = getattr(view, "shown", None)
    return found or _declared.get(url_name)


def about(request: HttpRequest, **ids: UUID) -> None:
    """Add ids that are not in the address to what is written down about this request."""
    setattr(request, _ABOUT, getattr(request, _ABOUT, {}) | ids)


def settle(request: HttpRequest, how: str) -> None:
    """Note that whoever calls writes down themselves what this request is shown."""
    setattr(request, _SHOWN, Itself(how=how))


def _saying[V: Callable[..., HttpResponseBase]](what: Declared) -> Callable[[V], V]:
    def mark(view: V) -> V:
        @wraps(view)
        def saying(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not isinstance(getattr(request, _SHOWN, None), Itself):
                setattr(request, _SHOWN, what)
            return view(request, *args, **kwargs)

        vars(saying)["shown"] = what
        return cast("V", saying)

    return mark


class ReadsMiddleware:
    """Lets no answer with data leave before it is written down who has it. Inside of what turns refusals to answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if has_shown(request, response):
            found = _reading(request, response)
            if found is not None:
                _desk.record(found)
        return response

    def process_exception(self, request: HttpRequest, _error: Exception) -> None:
        """Remember that what is answered now is a refusal, not what the view shows."""
        setattr(request, _RAISED, True)


def has_shown(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Tell whether an answer carries what its view shows."""
    if getattr(request, _RAISED, False):
        return False
    is_page = response.get("Content-Type", "").startswith("text/html")
    return response.status_code in _GIVES or (response.status_code == _FORM and is_page)


def _reading(request: HttpRequest, response: HttpResponseBase) -> Reading | None:
    kind, here = _kind_of(request), context.current()
    # Who is not signed in is nobody who could be named: what they are shown is everybody's, or a link's.
    if not isinstance(kind, Kind) or (here.person_id is None and here.key_id is None):
        return None
    match = request.resolver_match
    ids = {name: each for name, each in (match.kwargs if match else {}).items() if isinstance(each, UUID)}
    return Reading(
        kind=kind.name,
        of=kind.of,
        way=_way(request, response),
        person_id=here.person_id,
        workspace_id=here.workspace_id if kind.of is Of.WORKSPACE else None,
        key_id=here.key_id,
        about=ids | getattr(request, _ABOUT, {}),
    )


def _kind_of(request: HttpRequest) -> Declared:
    match = request.resolver_match
    name = match.view_name if match else ""
    found: Declared | None = getattr(request, _SHOWN, None) or _declared.get(name)
    if found is not None:
        return found
    of = Of.HOUSE if request.path.startswith("/staff/") else Of.WORKSPACE
    return Kind(name=name or (match.route if match else "unknown"), says="", of=of)


def _way(request: HttpRequest, response: HttpResponseBase) -> Way:
    if "Content-Disposition" in response:
        return Way.FILE
    if not request.path.startswith(_PROGRAMS):
        return Way.PAGE
    here = context.current()
    if here.key_id is None:
        return Way.SCRIPT
    return Way.DIRECTORY if here.person_id is None else Way.KEY
