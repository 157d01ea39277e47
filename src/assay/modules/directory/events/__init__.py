"""What a directory announces of domains. A domain stands in the DNS for everybody to read, so a fact may name it."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from assay.kernel.events import fact
from assay.kernel.reading import seen

DIRECTORY = seen("directory.settings", says=_("the company's domains and directory"))
PEOPLE = seen("directory.people", says=_("the people of the company's directory"))


@fact("directory.domain_claimed.v1", says=_("claimed the domain {domain}"))
class DomainClaimed:
    """An owner said that a domain is the company's; nothing follows from that yet."""

    workspace_id: UUID
    person_id: UUID
    domain_id: UUID
    domain: str


@fact("directory.domain_proven.v1", says=_("found the proof for the domain {domain}"))
class DomainProven:
    """The record was found: from now on the domain is this workspace's alone."""

    workspace_id: UUID
    domain_id: UUID
    domain: str


@fact("directory.domain_missed.v1", says=_("no longer found the proof for the domain {domain} ({finding})"))
class DomainMissed:
    """A proven domain's record is away; the proof lapses at the moment named unless it returns."""

    workspace_id: UUID
    domain_id: UUID
    domain: str
    finding: str
    lapses_at: datetime


@fact("directory.domain_found_again.v1", says=_("found the proof for the domain {domain} again"))
class DomainFoundAgain:
    """A record that had been away is back before the proof lapsed."""

    workspace_id: UUID
    domain_id: UUID
    domain: str


@fact("directory.domain_lapsed.v1", says=_("took the domain {domain} for unproven, its record was away for too long"))
class DomainLapsed:
    """The domain is no longer the workspace's; whoever relied on that stops now."""

    workspace_id: UUID
    domain_id: UUID
    domain: str


@fact("directory.domain_dropped.v1", says=_("removed the domain {domain}"))
class DomainDropped:
    """An owner gave a domain up; if it was proven (``was_proven``) it no longer is."""

    workspace_id: UUID
    person_id: UUID
    domain_id: UUID
    domain: str
    was_proven: bool
