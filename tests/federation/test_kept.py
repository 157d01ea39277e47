"""For how long what a provider publishes is believed, and where it sends people back to before it is saved."""

import os

import pytest
import redis

from assay.kernel import tenancy
from assay.kernel.ids import new_id
from assay.kernel.privacy import Secret
from assay.modules.federation import policy
from assay.modules.federation.models import Connection
from assay.modules.federation.services import connections
from assay.modules.federation.types import ConnectionOrder
from assay.modules.identity.api import Role, open_workspace
from assay.sandbox.oidc.server import Provider
from tests.federation.make import Trip
from tests.identity.make import actor_for, client_for, person

PAGE = "/app/settings/workspace/sign-in/"


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("", 600),
        ("public, max-age=86400", 600),
        ("max-age=120", 120),
        ('MAX-AGE = "90", must-revalidate', 90),
        ("max-age=0", 30),
        ("no-store, max-age=500", 30),
        ("no-cache", 30),
        ("max-age=-5", 600),
        ("max-age=soon", 600),
    ],
)
def test_keys_are_kept_as_their_provider_says_and_never_longer_than_ten_minutes(said: str, seconds: int) -> None:
    assert seconds == policy.kept_for(said)


@pytest.mark.django_db
def test_what_a_provider_published_is_gone_ten_minutes_after_it_was_read_however_often_it_was_used(
    provider: Provider,
) -> None:
    Trip(provider=provider).joined()
    with redis.Redis.from_url(os.environ["VALKEY_URL"]) as store:
        places = [*store.scan_iter("*federation:keys:*"), *store.scan_iter("*federation:described:*")]
        for place in places:
            store.expire(place, 100)  # eight minutes later
        Trip(provider=provider).whole()

        assert 2 == len(places)
        assert [True, True] == [0 < store.ttl(place) <= 100 for place in places]


@pytest.mark.django_db
def test_the_address_to_register_at_the_provider_is_shown_before_it_is_saved_and_stays_the_same() -> None:
    owner = person()
    workspace_id = open_workspace(owner.pk, name="Company")
    browser = client_for(owner, workspace_id=workspace_id, is_fresh=True)
    actor, back = actor_for(owner, workspace_id=workspace_id), f"/with/{policy.connection_id(workspace_id)}/callback/"
    order = ConnectionOrder(
        issuer="https://login.example.org", client_id="assay", secret=Secret("x" * 20), role=Role.VIEWER.value
    )
    assert back in browser.get(PAGE).content.decode()
    for _ in range(2):
        with tenancy.scope(workspace_id):
            connections.save(actor, order)
            assert policy.connection_id(workspace_id) == Connection.objects.get().pk
        assert back in browser.get(PAGE).content.decode()
        with tenancy.scope(workspace_id):
            connections.remove(actor)


def test_no_two_workspaces_share_an_address() -> None:
    assert 100 == len({policy.connection_id(new_id()) for _ in range(100)})
