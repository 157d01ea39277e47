"""The stand-in, running, and a product that knows it as Google, Microsoft and GitHub."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.conf import LazySettings

from assay.kernel.privacy import Secret
from assay.sandbox.oidc.server import Provider


@pytest.fixture(scope="session")
def running() -> Iterator[Provider]:
    with Provider() as provider:
        threading.Thread(target=provider.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield provider
        provider.shutdown()


@pytest.fixture
def provider(running: Provider, settings: LazySettings, db: None) -> Provider:
    """Every tenant anew, and configured."""
    del db
    running.tenants.clear()
    secrets = {name: running.tenant(name).clients["assay"] for name in ("google", "microsoft", "github")}
    settings.OUTBOUND_PRIVATE = frozenset({running.address.removeprefix("http://")})
    settings.FEDERATION = replace(
        settings.FEDERATION,
        google_client_id="assay",
        google_client_secret=Secret(secrets["google"]),
        google_issuer=f"{running.address}/google",
        microsoft_client_id="assay",
        microsoft_client_secret=Secret(secrets["microsoft"]),
        microsoft_authority=f"{running.address}/microsoft",
        github_client_id="assay",
        github_client_secret=Secret(secrets["github"]),
        github_url=f"{running.address}/github",
        github_api_url=f"{running.address}/github",
    )
    running.tenants["microsoft"].names_itself = False  # as it is
    running.tenants["github"].names_itself = False
    return running
