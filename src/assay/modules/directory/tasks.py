"""Background entry points of a directory."""

from uuid import UUID

from assay.kernel import tenancy
from assay.kernel.jobs import defer, job
from assay.modules.directory.queries.domains import list_due
from assay.modules.directory.services import domains, expiring, proving


@job(name=domains.CHECK, retry=2)
def check(*, domain_id: str) -> None:
    """Look for one domain's record."""
    proving.check(UUID(domain_id))


@job(name="directory.warn_of_expiring_tokens", every="47 * * * *", retry=1)
def warn_of_expiring_tokens() -> None:
    """Tell owners in time."""
    expiring.warn()


@job(name="directory.check_all", every="17 * * * *", retry=1)
def check_all() -> None:
    """Let every proven domain be looked at again whose turn it is."""
    for workspace_id, domain_id in list_due():
        with tenancy.scope(workspace_id):
            defer(domains.CHECK, domain_id=str(domain_id))
