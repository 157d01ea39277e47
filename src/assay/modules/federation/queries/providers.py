"""Which providers there are."""

from assay.modules.federation import conf
from assay.modules.federation.errors import ProviderNotFound
from assay.modules.federation.types import Provider


def get(key: str) -> Provider:
    """Return a provider that may be used. Raises ProviderNotFound."""
    for provider in conf.everybodys():
        if provider.key == key:
            return provider
    raise ProviderNotFound


def label_of(key: str) -> str:
    """Return what people call a provider, also one that is switched off meanwhile."""
    known = {provider.key: provider.label for provider in conf.everybodys()}
    return known.get(key, key.title())
