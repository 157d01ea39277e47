"""What a workspace asks of its members, and vouching for one who lost a factor."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from assay.kernel.reading import shows
from assay.kernel.throttle import throttle
from assay.modules.identity.errors import FactorMissing
from assay.modules.identity.events import SECURITY
from assay.modules.identity.forms.factors import AskFactor
from assay.modules.identity.pages.fresh import freshly
from assay.modules.identity.pages.showing import refused
from assay.modules.identity.queries.access import actor, require, signed_in
from assay.modules.identity.queries.factors import list_recoveries, list_without_factor, requires_factor
from assay.modules.identity.queries.people import name_of
from assay.modules.identity.services import lost_factors, workspace_security
from assay.modules.identity.types.places import Action


@never_cache
@throttle("20/m", by="person", name="identity.workspace_security", methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@freshly
@shows(SECURITY)
def security(request: HttpRequest) -> HttpResponse:
    """Show and change what the workspace asks of everybody in it. Raises RoleTooLow below admin."""
    who, status = actor(request), 200
    require(who, Action.WORKSPACE_SECURE)
    is_required = requires_factor(who.workspace_id)
    form = AskFactor(request.POST if request.method == "POST" else None, initial={"is_required": is_required})
    if form.is_bound and form.is_valid():
        try:
            workspace_security.require_factor(who, is_required=form.cleaned_data["is_required"])
        except FactorMissing as fault:
            status = refused(form, fault)
        else:
            messages.success(request, _("Saved. It holds from everybody's next click."))
            return redirect("identity:workspace_security")
    recoveries = list_recoveries(who.workspace_id)
    without = list_without_factor(who.workspace_id)
    names = name_of([*without, *(card.person_id for card in recoveries)])
    shown = {
        "form": form,
        "is_required": is_required,
        "without": [names[person_id].reveal() for person_id in without],
        "recoveries": [
            {"card": card, "name": names[card.person_id].reveal(), "is_own": card.person_id == who.person_id}
            for card in recoveries
        ],
    }
    return render(request, "identity/workspace_security.html", shown, status=status)


@throttle("10/h", by="person", name="identity.vouch")
@require_POST
@signed_in
@freshly
def vouch(request: HttpRequest, recovery_id: UUID) -> HttpResponse:
    """Vouch for a fellow member who lost a factor. Raises RoleTooLow, RecoveryNotFound."""
    who = actor(request)
    require(who, Action.MEMBERS_VOUCH)
    try:
        lost_factors.vouch(who, recovery_id)
    except FactorMissing:
        messages.error(request, _("Only somebody with a second step of their own can vouch. Set one up first."))
    else:
        messages.success(request, _("Thank you. The waiting time is shorter now; we wrote to them."))
    return redirect("identity:workspace_security")
