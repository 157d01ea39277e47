"""What the side navigation and the account menu offer. A page whose URL does not exist here is left out."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assay.kernel import staff


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    label: Promise | str
    url_name: str
    icon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NavLink:
    label: str
    url: str
    icon: str
    is_current: bool


MAIN: tuple[NavItem, ...] = (
    NavItem(label=_("Ideas"), url_name="ideas:list", icon="bulb"),
    NavItem(label=_("Discover"), url_name="discovery:start", icon="compass"),
    NavItem(label=_("Profile"), url_name="founders:profile", icon="person"),
)

ACCOUNT: tuple[NavItem, ...] = (
    NavItem(label=_("Workspaces"), url_name="identity:workspaces", icon="people"),
    NavItem(label=_("Settings"), url_name="identity:settings", icon="settings"),
    NavItem(label=_("Plan and payment"), url_name="billing:plan", icon="document"),
    NavItem(label=_("Your activity"), url_name="watch:activity", icon="clock"),
    NavItem(label=_("Audit log"), url_name="watch:log", icon="archive"),
    NavItem(label=_("How numbers are earned"), url_name="content:method", icon="book"),
)

PUBLIC: tuple[NavItem, ...] = (
    NavItem(label=_("Method"), url_name="content:method", icon="book"),
    NavItem(label=_("Pricing"), url_name="billing:pricing", icon="document"),
    NavItem(label=_("Sample report"), url_name="reports:sample", icon="document"),
)

REGISTRY: dict[str, tuple[NavItem, ...]] = {"main": MAIN, "account": ACCOUNT, "public": PUBLIC}


def find_url(name: str, *args: object, **kwargs: object) -> str | None:
    """The address of a named page, or None when no module offers it."""
    try:
        return reverse(name, args=args or None, kwargs=kwargs or None)
    except NoReverseMatch:
        return None


def links(items: Sequence[NavItem], *, path: str) -> tuple[NavLink, ...]:
    """The items that exist, the longest address that begins ``path`` marked as current."""
    found = [(item, url) for item in items if (url := find_url(item.url_name)) is not None]
    current = max((url for _item, url in found if path.startswith(url)), key=len, default=None)
    return tuple(
        NavLink(label=str(item.label), url=url, icon=item.icon, is_current=url == current) for item, url in found
    )


def staff_links(request: HttpRequest) -> tuple[NavLink, ...]:
    """The staff pages that a request's person may open, whichever module offers them."""
    items = [NavItem(label=page.label, url_name=page.url_name, icon=page.icon) for page in staff.offered(request)]
    return links(items, path=request.path)
