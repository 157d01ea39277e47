"""Which providers there are."""

from django.utils.translation import gettext as _

from assay.modules.federation import conf
from assay.modules.federation.errors import ProviderNotFound
from assay.modules.federation.queries.connections import find_provider
from assay.modules.federation.types import Provider


def get(key: str, *, is_trial: bool = False) -> Provider:
    """Return a provider that may be used, or tried. Raises ProviderNotFound."""
    for provider in conf.everybodys():
        if provider.key == key:
            return provider
    found = find_provider(key, is_trial=is_trial)
    if found is None:
        raise ProviderNotFound
    return found


def label_of(key: str) -> str:
    """Return what people call a provider, also one that is switched off meanwhile."""
    known = {provider.key: provider.label for provider in conf.everybodys()}
    return known.get(key) or (_("your company") if "-" in key else key.title())
