"""The web process of the tests: the product's own, with a few addresses more. `granian served_site:application`."""

import os
import time
from pathlib import Path
from typing import Any

from assay.config.wsgi import application

__all__ = ["application"]

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Schema
from ninja.decorators import decorate_view

from assay.kernel import problems
from assay.kernel.errors import Conflict, Invalid
from assay.kernel.idempotency import idempotent
from assay.kernel.models import OutboxRow
from assay.kernel.throttle import throttle

settings.ROOT_URLCONF = __name__
handler400 = "assay.kernel.problems.bad_request"
handler403 = "assay.kernel.problems.forbidden"
handler404 = "assay.kernel.problems.not_found"
handler500 = "assay.kernel.problems.server_error"


def slow(request: HttpRequest) -> HttpResponse:
    """Keep a connection for a while."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [float(request.GET.get("seconds", "0"))])
    return HttpResponse("slept")


@csrf_exempt
def size(request: HttpRequest) -> HttpResponse:
    """Tell how much came."""
    return JsonResponse({"bytes": len(request.body)})


@throttle("3/m", by="address")
def seldom(_request: HttpRequest) -> HttpResponse:
    """Answer three times a minute."""
    return HttpResponse("now and then")


class Order(Schema):
    thing: str
    folder: str = ""
    status: int = 201


api = NinjaAPI(urls_namespace="sitetest", docs_url=None)
problems.install(api)


@api.post("/orders", response={201: dict[str, Any], 202: dict[str, Any]})
@decorate_view(idempotent)
def order(request: HttpRequest, what: Order) -> Any:
    """Leave one effect; wait where asked to; refuse where asked to."""
    with transaction.atomic():
        row = OutboxRow.objects.create(name="order", payload={"thing": what.thing})
    if what.folder:
        (Path(what.folder) / f"ordered-{os.getpid()}").touch()
        while not (Path(what.folder) / "go").exists():
            time.sleep(0.01)
    if what.status == 409:
        raise Conflict
    if what.status == 422:
        raise Invalid
    if what.status >= 500:
        raise RuntimeError("as you wish")
    return api.create_response(request, {"row": str(row.pk)}, status=what.status)


urlpatterns = [
    path("slow", slow),
    path("size", size),
    path("seldom", seldom),
    path("api/test/", api.urls),
    path("", include("assay.config.urls")),
]
