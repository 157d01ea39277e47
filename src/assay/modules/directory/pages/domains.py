"""The pages of domains: all of them with a form to claim one, one with its record, and giving it up."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from assay.kernel.reading import shows
from assay.kernel.throttle import throttle
from assay.modules.directory.errors import AlreadyClaimed, DomainInvalid, NotShared, TooManyDomains
from assay.modules.directory.events import DIRECTORY
from assay.modules.directory.forms import ClaimDomain
from assay.modules.directory.queries import domains as reads
from assay.modules.directory.services import domains
from assay.modules.directory.types import Finding
from assay.modules.identity.api import actor, fresh, get_card, signed_in

WORDS: Final = {
    Finding.NOTHING: gettext_lazy(
        "No record of ours was found there. A new record can take some minutes, at some providers hours, to be seen. "
        "Check that the name is exactly the one below; some providers add the domain by themselves."
    ),
    Finding.OTHER: gettext_lazy(
        "There is a record of ours with another value, perhaps from an earlier try or another workspace. "
        "Replace it by the value below, or add this one beside it."
    ),
    Finding.SPLIT: gettext_lazy(
        "Some name servers have the record already and others do not. Check again in some minutes."
    ),
    Finding.SILENT: gettext_lazy(
        "The DNS of this domain did not answer. Check again in some minutes; if it stays so, ask your provider."
    ),
    Finding.TAKEN: gettext_lazy(
        "The record is right, but this domain is already in use with another workspace. If it is yours, have it "
        "removed there, or write to us."
    ),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@fresh
@throttle("30/h", by="person", methods=("POST",), name="directory.claim")
@shows(DIRECTORY)
def list_all(request: HttpRequest) -> HttpResponse:
    """Show the domains of the workspace, and take another one."""
    who = actor(request)
    form = ClaimDomain(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            claimed = domains.claim(who, name=form.cleaned_data["name"])
        except (DomainInvalid, AlreadyClaimed) as refusal:
            form.add_error("name", refusal.detail)
        except (TooManyDomains, NotShared) as refusal:
            form.add_error(None, refusal.detail)
        else:
            return redirect("directory:domain", claimed)
    shown = {"cards": reads.list_domains(who), "workspace": get_card(who), "form": form}
    return render(request, "directory/domains.html", shown, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD"])
@signed_in
@fresh
@shows(DIRECTORY)
def domain(request: HttpRequest, domain_id: UUID) -> HttpResponse:
    """Show one domain: the record to set, and what was found of it."""
    card = reads.get_domain(actor(request), domain_id)
    return render(request, "directory/domain.html", {"card": card, "words": WORDS.get(card.finding, "")})


@require_POST
@signed_in
@fresh
@throttle("12/m", by="person", name="directory.check")
@throttle("60/h", by="workspace", name="directory.check_hourly")
@shows(DIRECTORY)
def check(request: HttpRequest, domain_id: UUID) -> HttpResponse:
    """Let the record be looked for now."""
    domains.ask_for_check(actor(request), domain_id)
    return redirect("directory:domain", domain_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@fresh
@throttle("30/h", by="person", methods=("POST",), name="directory.remove")
@shows(DIRECTORY)
def remove(request: HttpRequest, domain_id: UUID) -> HttpResponse:
    """Ask first, then give a domain up."""
    who = actor(request)
    card = reads.get_domain(who, domain_id)
    if request.method == "POST":
        domains.drop(who, domain_id)
        messages.success(request, _("The domain is removed. You can delete the record from your DNS."))
        return redirect("directory:domains")
    return render(request, "directory/domain_remove.html", {"card": card})
