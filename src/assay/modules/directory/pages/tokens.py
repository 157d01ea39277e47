"""The pages of a company's directory: its tokens, each shown once when it is made, and ending one."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assay.kernel.reading import shows
from assay.kernel.throttle import throttle
from assay.modules.directory.errors import NothingProven, TokenMadeBefore, TooManyTokens
from assay.modules.directory.events import DIRECTORY
from assay.modules.directory.forms import MakeToken
from assay.modules.directory.queries import tokens as reads
from assay.modules.directory.queries.domains import proven_domains
from assay.modules.directory.schemas import BASE
from assay.modules.directory.services import tokens
from assay.modules.directory.types import Group
from assay.modules.identity.api import actor, fresh, get_card, signed_in


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@fresh
@throttle("30/h", by="person", methods=("POST",), name="directory.token")
@shows(DIRECTORY)
def directory(request: HttpRequest) -> HttpResponse:
    """Show the tokens that work, and make another one."""
    who = actor(request)
    cards = reads.list_tokens(who)
    form = MakeToken(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = tokens.make_token(who, group=Group(form.cleaned_data["group"]), token_id=form.cleaned_data["once"])
        except TokenMadeBefore:
            messages.warning(request, _("That token was made already. If you did not keep it, revoke it."))
            return redirect("directory:directory")
        except (NothingProven, TooManyTokens) as refusal:
            form.add_error(None, refusal.detail)
        else:
            shown = {"token": made.text.reveal(), "expires_at": made.expires_at, "base": _base()}
            return render(request, "directory/token_shown.html", shown, status=201)
    domains = proven_domains(who.workspace_id)
    said = {
        "cards": cards,
        "workspace": get_card(who),
        "form": form if domains and len(cards) < tokens.MOST_TOKENS else None,
        "domains": domains,
        "base": _base(),
    }
    return render(request, "directory/directory.html", said, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@fresh
@throttle("30/h", by="person", methods=("POST",), name="directory.revoke")
@shows(DIRECTORY)
def revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """Ask first, then end a token."""
    who = actor(request)
    card = reads.get_token(who, token_id)
    if request.method == "POST":
        tokens.revoke_token(who, token_id)
        messages.success(request, _("The token is revoked. A directory that uses it is refused from now on."))
        return redirect("directory:directory")
    return render(request, "directory/token_revoke.html", {"card": card})


def _base() -> str:
    return settings.BASE_URL + BASE
