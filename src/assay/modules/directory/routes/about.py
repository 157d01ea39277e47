"""What the interface says about itself."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from assay.kernel.reading import shows_nothing
from assay.modules.directory.errors import UserNotFound
from assay.modules.directory.routes.door import said, spoken
from assay.modules.directory.schemas import about, listed
from assay.modules.directory.types import TokenCard


@spoken("GET")
@shows_nothing("the same for everybody")
def provider(_request: HttpRequest, _token: TokenCard) -> HttpResponse:
    """Say what is supported."""
    return said(about.provider())


@spoken("GET")
@shows_nothing("the same for everybody")
def resource_types(_request: HttpRequest, _token: TokenCard) -> HttpResponse:
    """Say which resources there are."""
    found = about.resource_types()
    return said(listed(found, total=len(found), start=1))


@spoken("GET")
@shows_nothing("the same for everybody")
def resource_type(_request: HttpRequest, _token: TokenCard, name: str) -> HttpResponse:
    """Say of one what it is."""
    return said(_named(about.resource_types(), name))


@spoken("GET")
@shows_nothing("the same for everybody")
def schemas(_request: HttpRequest, _token: TokenCard) -> HttpResponse:
    """Say of what shape they are."""
    found = about.schemas()
    return said(listed(found, total=len(found), start=1))


@spoken("GET")
@shows_nothing("the same for everybody")
def schema(_request: HttpRequest, _token: TokenCard, name: str) -> HttpResponse:
    """Say of one of what shape it is."""
    return said(_named(about.schemas(), name))


def _named(documents: Sequence[dict[str, Any]], name: str) -> dict[str, Any]:
    found = next((one for one in documents if one["id"] == name), None)
    if found is None:
        raise UserNotFound
    return found
