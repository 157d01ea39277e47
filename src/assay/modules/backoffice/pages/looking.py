"""Beginning to see the product as somebody else does, and stopping."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from assay.kernel.errors import Conflict, Invalid
from assay.kernel.reading import notes_itself
from assay.kernel.throttle import throttle
from assay.modules.backoffice.forms import Look
from assay.modules.backoffice.pages.people import touchable
from assay.modules.identity import api as identity
from assay.modules.identity.api import StaffAction, signed_in, staff_page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(StaffAction.IMPERSONATE_INVITED)
@throttle("20/h", by="person", name="backoffice.look", methods=("POST",))
@notes_itself("look_at_account")
def look(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Ask why, then begin. Raises DutyTooLow, AccountNotFound, StaffAccount."""
    account = touchable(request, person_id)
    places = [(str(card.id), f"{card.role.value} · {str(card.id)[-8:]}") for card in account.workspaces]
    form = Look(request.POST if request.method == "POST" else None, places=places)
    if form.is_bound and form.is_valid():
        try:
            identity.impersonate(request, person_id, workspace_id=form.workspace_id(), why=form.why())
        except (Conflict, Invalid) as refusal:
            form.add_error("reason" if isinstance(refusal, Invalid) else None, refusal.detail)
        else:
            return redirect("ideas:home")
    said = {"form": form, "account": account}
    return render(request, "backoffice/look.html", said, status=422 if form.errors else 200)


@require_POST
@signed_in
def stop(request: HttpRequest) -> HttpResponse:
    """Stop looking, whatever duty there still is, without reason or proof: it takes nothing from anybody."""
    if not identity.stop_impersonating(request) and not identity.permits(request, StaffAction.PERSON_SEE):
        raise Http404
    messages.success(request, _("You see your own account again."))
    return redirect("backoffice:home")
