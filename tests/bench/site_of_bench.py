"""The web process of the bench: the product, with its list of ideas once more in the plain way.

BENCH_BARE=1 makes it Django's bare handler instead: no middleware, one view that answers a word.
"""

import os
from typing import Final

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.utils.module_loading import import_string

__all__ = ["application"]

IS_BARE: Final = os.environ.get("BENCH_BARE") == "1"


def word(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


django.setup()
if IS_BARE:
    settings.MIDDLEWARE = []
    settings.ROOT_URLCONF = __name__
    application = WSGIHandler()
    urlpatterns: list[URLPattern | URLResolver] = [path("", word), path("livez", word)]
else:
    application = WSGIHandler()
    settings.ROOT_URLCONF = __name__
    urlpatterns = [path("bench/", import_string("plain_list.api").urls), path("", include("assay.config.urls"))]
