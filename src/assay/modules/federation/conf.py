"""The providers that everybody may use, from the environment."""

from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from assay.modules.federation.types import Kind, Provider

LASTS: Final = 600  # seconds a trip to a provider may take
# Where their descriptions of themselves send us, beside where they are.
_GOOGLES: Final = ("oauth2.googleapis.com", "openidconnect.googleapis.com", "www.googleapis.com")
_MICROSOFTS: Final = ("graph.microsoft.com", "graph.microsoft.us", "microsoftgraph.chinacloudapi.cn")


def everybodys() -> tuple[Provider, ...]:
    """Return what is set up, in the order it is offered."""
    known = settings.FEDERATION
    found = (
        Provider(
            key="google",
            label="Google",
            kind=Kind.GOOGLE,
            issuer=known.google_issuer,
            client_id=known.google_client_id,
            client_secret=known.google_client_secret,
            hosts=(_host(known.google_issuer), *_GOOGLES),
        ),
        Provider(
            key="microsoft",
            label="Microsoft",
            kind=Kind.MICROSOFT,
            issuer=known.microsoft_authority,
            client_id=known.microsoft_client_id,
            client_secret=known.microsoft_client_secret,
            hosts=(_host(known.microsoft_authority), *_MICROSOFTS),
        ),
        Provider(
            key="github",
            label="GitHub",
            kind=Kind.GITHUB,
            issuer=known.github_url,
            client_id=known.github_client_id,
            client_secret=known.github_client_secret,
            api=known.github_api_url,
            hosts=(_host(known.github_url), _host(known.github_api_url)),
        ),
    )
    return tuple(provider for provider in found if provider.client_id)


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""
