"""Asking a provider who somebody is, in the language it speaks."""

from assay.modules.federation.queries import github, oidc
from assay.modules.federation.types import Assertion, Flow, Kind, Provider, Returned


def way_to(provider: Provider, *, flow: Flow, state: str, redirect_uri: str) -> str:
    """Return where to send the browser. Raises AssertionRefused, ProviderAway."""
    way = github.way_to if provider.kind is Kind.GITHUB else oidc.way_to
    return way(provider, flow=flow, state=state, redirect_uri=redirect_uri)


def read(provider: Provider, returned: Returned, *, flow: Flow) -> Assertion:
    """Return what a provider says of whom it sent back. Raises AssertionRefused, ProviderAway."""
    reading = github.read if provider.kind is Kind.GITHUB else oidc.read
    return reading(provider, returned, flow=flow)
