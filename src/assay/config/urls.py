"""Every address of the product."""

from importlib import import_module

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from assay.config import modules
from assay.config.api import api, describe
from assay.kernel import health, reading, reports, staff, wellknown
from assay.kernel import metrics as measures
from assay.web import reference

import_module("assay.config.vault.measuring")  # registers what /metrics shows
for dotted in modules.modules_with("errors"):
    import_module(dotted)  # what nothing has raised yet is explained at /problems/ too

urlpatterns: list[URLPattern | URLResolver] = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", measures.metrics, name="metrics"),
    path("healthz", health.healthz, name="healthz"),
    path("reports/browser/", reports.browser, name="browser-reports"),
    path(".well-known/security.txt", wellknown.security_txt, name="security-txt"),
    path(
        ".well-known/change-password",
        RedirectView.as_view(pattern_name="account_change_password"),
        name="change-password",
    ),
    path("api/v1/", api.urls),
    path("api/docs", reference.operations, {"describe": describe}, name="api-docs"),
    path("problems/", reference.problems, name="problems"),
    path("problems/<str:code>", reference.problem, name="problem"),
    path("", include("assay.web.urls")),
]

for dotted in modules.modules_with("pages"):
    pages = import_module(dotted)
    if hasattr(pages, "urlpatterns"):
        urlpatterns.append(path("", include((pages.urlpatterns, dotted.split(".")[-2]))))
    # Pages of other people's that keep their own names, such as allauth's under accounts/.
    urlpatterns += getattr(pages, "account_urlpatterns", [])

for dotted in modules.modules_with("admin"):  # staff pages of modules that have some, and their lines in the menu
    admin = import_module(dotted)
    staff.offer(*admin.MENU)
    urlpatterns.append(path("staff/", include((admin.urlpatterns, f"{dotted.split('.')[-2]}-staff"))))

for dotted in modules.modules_with("routes"):
    urlpatterns += getattr(import_module(dotted), "urlpatterns", [])  # protocols of others' making

reading.declare(
    *("livez", "readyz", "metrics", "healthz", "browser-reports", "security-txt", "change-password", "design", "theme"),
    *("api-docs", "problems", "problem", "api:openapi-json", "content:landing", "content:method", "content:robots"),
    *("content:favicon",),
    as_=reading.Nothing(because="the same for everybody"),
)

handler400 = "assay.kernel.problems.bad_request"
handler403 = "assay.kernel.problems.forbidden"
handler404 = "assay.kernel.problems.not_found"
handler429 = "assay.modules.identity.pages.too_often"  # allauth's limits end here
handler500 = "assay.kernel.problems.server_error"
