"""What can go wrong in identity."""

from assay.kernel.errors import (
    Conflict,
    Forbidden,
    Invalid,
    Malformed,
    NotFound,
    TooMany,
    Unauthorized,
    Unavailable,
)


class SignedOut(Unauthorized):
    """The request comes from nobody in particular."""

    title = "Sign in first"


class RoleTooLow(Forbidden):
    """The person belongs to the workspace, and their role there does not allow this."""

    title = "Your role in this workspace does not allow this"


class WorkspaceNotFound(NotFound):
    """There is no such workspace, or the person does not belong to it."""

    title = "No such workspace"


class AlreadyMember(Conflict):
    """The person belongs to the workspace already."""

    title = "Already a member"


class TryLater(TooMany):
    """Too many attempts failed; the next one has to wait."""

    title = "Too many failed attempts"


class WorkNeeded(TooMany):
    """Too many attempts failed; the next one has to wait, or to come with a proof of ``bits`` bits of work."""

    title = "Too many failed attempts"

    def __init__(self, detail: str = "", *, bits: int, retry_after: int = 1) -> None:
        super().__init__(detail, retry_after=retry_after)
        self.bits = bits


class HashingBusy(Unavailable):
    """More passwords are being checked than this process takes on at a time."""

    title = "Too many people are signing in at this moment"


class KeyRefused(Unauthorized):
    """The key is not good; which of the reasons holds is not said."""

    title = "This key is not accepted"

    def __init__(self) -> None:
        super().__init__("It is unknown, expired, revoked, or not used from where it may be.")
        self.headers = {"WWW-Authenticate": 'Bearer realm="assay", error="invalid_token"'}


class KeyInAddress(Malformed):
    """A key stands in the address, where logs and histories keep it."""

    title = "A key does not belong into an address"


class ScopeMissing(Forbidden):
    """The key is good and not for this."""

    title = "The key's scopes do not cover this"

    def __init__(self, scope: str) -> None:
        super().__init__(f"This needs the scope {scope}.", scope=scope)
        self.headers = {"WWW-Authenticate": f'Bearer realm="assay", error="insufficient_scope", scope="{scope}"'}


class KeyNotEnough(Forbidden):
    """This is for people who are signed in, whatever the key's scopes."""

    title = "Keys cannot do this"


class SignatureRefused(Unauthorized):
    """The request's signature does not hold."""

    title = "The signature of this request is not accepted"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.headers = {"WWW-Authenticate": 'Signature realm="assay"'}


class SignatureNeeded(Forbidden):
    """A key alone is not enough for this; the request has to be signed."""

    title = "This request has to be signed"

    def __init__(self) -> None:
        super().__init__("Sign it as RFC 9421 says, with the Ed25519 key registered for this API key.")
        self.headers = {"WWW-Authenticate": 'Signature realm="assay"'}


class KeyNotFound(NotFound):
    """There is no such key, or none that the person may know of."""

    title = "No such key"


class KeyEnded(Conflict):
    """The key is expired, revoked or already replaced."""

    title = "This key has ended or was replaced already"


class TooManyKeys(Conflict):
    """The workspace has as many live keys as it may."""

    title = "The workspace has as many keys as it may have"


class KeyMadeBefore(Conflict):
    """The same form was sent before; a key is shown once."""

    title = "This key was made already"


class ReportRefused(Unauthorized):
    """A report about leaked keys comes from nobody we know."""

    title = "The report's signature is not accepted"


class BreachListLost(Unavailable):
    """The list of leaked passwords does not answer."""

    title = "The list of leaked passwords does not answer"


class PartnersAway(Unavailable):
    """The public keys of those who report leaked keys cannot be had just now."""

    title = "Reports cannot be checked just now"


class FactorRequired(Forbidden):
    """The workspace, or the person's own standing, asks for a second factor that this session has not shown."""

    title = "A second step is needed here"


class FactorNotFound(NotFound):
    """The person has no such factor."""

    title = "No such factor"


class AlreadySetUp(Conflict):
    """The person has this factor already, or the key belongs to somebody."""

    title = "Already set up"


class LastFactor(Conflict):
    """The factor is the last strong one of somebody who must have one."""

    title = "This is your last second factor, and you need one"


class WeakFactor(Conflict):
    """A weaker factor is asked for where it is not allowed."""

    title = "Codes by email are not offered to you"


class FactorRefused(Invalid):
    """What was shown does not prove the factor."""

    title = "This does not prove that it is you"


class FactorMissing(Conflict):
    """The act needs a strong second factor, and the person has none."""

    title = "Set up a second factor first"


class RecoveryNotPossible(Conflict):
    """The way around a lost factor is not open to this person at this moment."""

    title = "This way is not open"


class RecoveryNotFound(NotFound):
    """There is no such request, or it is over."""

    title = "No such request"


class SessionNotFound(NotFound):
    """The person has no such session."""

    title = "No such session"


class ReauthenticationRequired(Forbidden):
    """The sign-in is too old, or too doubtful, for something this sensitive."""

    title = "Prove once more that it is you"
    advice = (
        "Open the address in where with the same session and prove who you are; then send the request again, "
        "within ten minutes."
    )


class LastOwner(Conflict):
    """A workspace always has an owner; make somebody else one first."""

    title = "A workspace needs an owner"


class NotYoursToGive(Forbidden):
    """The role is above what the person may hand out, or above their own."""

    title = "That role is not yours to give"


class MemberNotFound(NotFound):
    """Nobody of that id belongs to the workspace."""

    title = "No such member"


class PersonalWorkspace(Conflict):
    """What was asked for exists for shared workspaces only."""

    title = "Your personal workspace is yours alone"


class WorkspaceLimit(Conflict):
    """There are as many of something as one workspace or one person may have."""

    title = "The limit is reached"


class InvitationNotFound(NotFound):
    """There is no such invitation, or it was accepted, declined or taken back."""

    title = "This invitation no longer works"


class InvitationOver(Conflict):
    """The invitation is older than seven days."""

    title = "This invitation is too old"


class InvitedAlready(Conflict):
    """An invitation to that address waits already."""

    title = "Invited already"


class SentTooOften(Conflict):
    """The invitation was mailed a moment ago, or as often as it may be."""

    title = "This invitation was just sent"


class AddressMismatch(Conflict):
    """What was typed to confirm is not the account's address."""

    title = "That is not the address of this account"


class OnDuty(Conflict):
    """Somebody who works for the service cannot give up their account while they do."""

    title = "Accounts of staff are deleted once their duty was taken from them"


class NameMismatch(Conflict):
    """What was typed to confirm is not the workspace's name."""

    title = "That is not the name"
