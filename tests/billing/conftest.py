"""The processor of a test, and Alice, who owns a workspace. Django is set up only after this file is read."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.conf import LazySettings

from assay.sandbox.stripe.server import Server
from assay.sandbox.stripe.world import World


@pytest.fixture
def server(settings: LazySettings) -> Iterator[Server]:
    """A processor that the settings point to."""
    make: Any = import_module("tests.billing.make")
    with make.processor() as running:
        settings.PAYMENTS = make.set_up(running)
        yield running


@pytest.fixture
def world(server: Server) -> World:
    """What that processor knows."""
    return server.world


@pytest.fixture
def people() -> Any:
    """Alice, Bob, who works with her, and Charlie."""
    return import_module("tests.identity.make").cast()


@pytest.fixture
def alice(people: Any) -> Any:
    """Alice, who owns the workspace."""
    return import_module("tests.identity.make").actor_for(people.alice, workspace_id=people.workspace_id)
