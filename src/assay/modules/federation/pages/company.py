"""Signing in with one's company: by address, and because the company wants it so."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assay.kernel.privacy import Email
from assay.kernel.throttle import throttle
from assay.modules.federation.forms import YourAddress
from assay.modules.federation.pages.keeping import safe_next
from assay.modules.federation.queries.connections import for_address
from assay.modules.federation.queries.providers import get


@never_cache
@throttle("20/m", by="address", name="federation.company", methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
def company(request: HttpRequest) -> HttpResponse:
    """Lead to the provider of a company, by the domain of an address; who has the address is not looked at.

    The answer is a page that moves on by itself: a redirect would be held to this form's ``form-action``.
    """
    form, back_to = YourAddress(request.POST if request.method == "POST" else None), safe_next(request)
    shown: dict[str, object] = {"form": form, "next": back_to}
    if not form.is_bound or not form.is_valid():
        return render(request, "federation/company.html", shown, status=422 if form.is_bound else 200)
    found = for_address(Email(form.cleaned_data["email"]))
    if found is None:
        return render(request, "federation/company.html", {**shown, "is_unknown": True})
    query = f"?{urlencode({'next': back_to})}" if back_to else ""
    where = reverse("federation:go", args=[str(found.id)]) + query
    answer = render(request, "federation/company_found.html", {"where": where})
    answer["Refresh"] = f"0; url={where}"
    return answer


@never_cache
@require_safe
def only(request: HttpRequest, key: str) -> HttpResponse:
    """Say that a company wants its people to come in through it, and lead there."""
    return render(request, "federation/company_only.html", {"provider": get(key)})
