"""What the kernel announces."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from assay.kernel.events import fact


@fact("kernel.limit_reached.v1", says=_("asked more often than is allowed"))
class LimitReached:
    """A caller was refused because they asked too often; told at most once a minute for each limit and caller."""

    limit: str
    by: str
    person_id: UUID | None
    workspace_id: UUID | None
    key_id: UUID | None
    network: str  # keyed hash of the address


@fact("kernel.refusals_mounted.v1", says=_("was refused unusually often"))
class RefusalsMounted:
    """A signed-in person ran into more closed doors than work brings with it."""

    person_id: UUID | None
    workspace_id: UUID | None


@fact("kernel.secret_changed.v1", says=_("changed the secret {name}: {step}"))
class SecretChanged:
    """Somebody is about to take a step of changing a secret: offer a new version, use it, or close the former one."""

    name: str
    step: str
