"""What identity announces about sessions and the browsers they are in."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from assay.kernel.events import fact


@fact("identity.signed_in.v1", says=_("signed in ({method})"))
class SignedIn:
    """Somebody proved who they are and has a session now. ``network`` is a keyed hash of the coarse network."""

    person_id: UUID
    session_id: UUID
    method: str
    is_new_device: bool
    network: str


@fact("identity.signed_out.v1", says=_("signed out"))
class SignedOut:
    """Somebody ended the session they were in."""

    person_id: UUID
    session_id: UUID


@fact("identity.session_revoked.v1", says=_("ended a session ({reason})"))
class SessionRevoked:
    """A session was ended from elsewhere, or its time was over; ``reason`` is one of ``types.Ending``."""

    person_id: UUID
    session_id: UUID
    reason: str


@fact("identity.session_cut.v1", says=_("had a session ended that came from another browser"))
class SessionCut:
    """A session was ended because its cookie came from another browser: most likely a copy."""

    person_id: UUID
    session_id: UUID
    network: str


@fact("identity.session_doubted.v1", says=_("was asked for a proof, because a session's browser looked different"))
class SessionDoubted:
    """A session changes nothing until its owner has proved once more who they are: its browser looks different."""

    person_id: UUID
    session_id: UUID
    network: str


@fact("identity.session_proven.v1", says=_("proved who they are once more"))
class SessionProven:
    """Somebody who was signed in proved once more who they are."""

    person_id: UUID
    session_id: UUID
    method: str


@fact("identity.session_rotated.v1", says=_("got another key for a session"))
class SessionRotated:
    """A session has another key from now on, because what it may do has changed."""

    person_id: UUID
    session_id: UUID


@fact("identity.session_moved.v1", says=_("went on from another network"))
class SessionMoved:
    """A session is used from another network than before."""

    person_id: UUID
    session_id: UUID
    network: str


@fact("identity.travel_impossible.v1", says=_("was {kilometres} km away {minutes} minutes before"))
class TravelImpossible:
    """A session is used so far from where its person was last seen that nobody got there meanwhile."""

    person_id: UUID
    session_id: UUID
    kilometres: int
    minutes: int


@fact("identity.device_seen.v1", says=_("signed in with a browser that was new"))
class DeviceSeen:
    """Somebody signed in with a browser that was not known as theirs."""

    person_id: UUID
    device_id: UUID
    is_first: bool


@fact("identity.device_forgotten.v1", says=_("no longer uses a browser"))
class DeviceForgotten:
    """A browser is no longer known as this person's."""

    person_id: UUID
    device_id: UUID
