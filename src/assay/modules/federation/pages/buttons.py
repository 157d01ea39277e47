"""What the sign-in and the sign-up page offer."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.modules.federation import conf
from assay.modules.federation.pages.keeping import safe_next
from assay.modules.federation.queries import connections
from assay.web.ways import Way


def buttons(request: HttpRequest) -> tuple[Way, ...]:
    """Return a button for each provider that everybody may use, and one for companies where there are any."""
    back_to = safe_next(request)
    query = f"?{urlencode({'next': back_to})}" if back_to else ""
    found = [
        Way(
            label=_("Continue with %(name)s") % {"name": provider.label},
            url=reverse("federation:go", args=[provider.key]) + query,
            icon=provider.key,
        )
        for provider in conf.everybodys()
    ]
    if connections.exists():
        url = reverse("federation:company") + query
        found.append(Way(label=_("Sign in with your company"), url=url, icon="company"))
    return tuple(found)
