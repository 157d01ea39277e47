"""Profiles and finished searches for tests. The engine searches once per process."""

from functools import cache

from assay.engine.discovery import DiscoveryResult, Profile, discover
from assay.engine.types import Risk
from assay.modules.discovery import services
from assay.modules.discovery.api import DiscoveryRun, open_run
from assay.modules.discovery.queries import catalogue
from assay.modules.founders.services import save_profile
from assay.modules.identity.api import Actor

PROFILE = Profile(hours_per_week=15, cash=10_000, affordable_loss=5_000, income_target=1_500, risk=Risk.BALANCED)


def searched(actor: Actor) -> DiscoveryRun:
    """Save the profile and finish a search over it."""
    save_profile(actor, PROFILE)
    run = open_run(actor)
    assert services._start(run.id) is not None
    services._finish(run.id, _found())
    return run


@cache
def _found() -> DiscoveryResult:
    return discover(PROFILE, catalogue(), interest=None)
