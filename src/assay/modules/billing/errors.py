"""What can go wrong, named after the state: each class is one status and one problem type."""

from assay.kernel.errors import Conflict, Malformed, NotFound, Unauthorized, Unavailable


class NotSetUp(Conflict):
    """Whoever runs this service takes no payments, so there is nothing to buy and nothing is limited."""

    title = "Payments are not set up here"
    advice = "Nothing is sold on this installation, and no plan limits it."


class PriceNotOffered(NotFound):
    """There is no such price, or it is offered no longer."""

    title = "No such price"


class AlreadySubscribed(Conflict):
    """The workspace has a subscription; its plan is changed, not bought a second time."""

    title = "This workspace has a subscription already"
    advice = "Change the plan of the subscription you have."


class NothingToManage(Conflict):
    """The workspace has never paid, so there is nothing to be managed at Stripe."""

    title = "There is nothing to manage yet"


class VisitNotFound(NotFound):
    """You have begun no such visit."""

    title = "No such visit"


class PlanLimit(Conflict):
    """The workspace's plan allows no more of this."""

    title = "The plan of this workspace allows no more of this"
    advice = "Put away what is no longer needed, or let an owner of the workspace choose a larger plan."


class SignatureInvalid(Unauthorized):
    """What was sent is not signed with a secret of ours, or too long ago, or not at all."""

    title = "The signature is missing, wrong or too old"
    advice = "Only the payment processor sends here. Check the endpoint's signing secret and this machine's clock."


class EventUnreadable(Malformed):
    """The body is signed and yet no event that we can read."""

    title = "This is no event"


class EventNotFound(NotFound):
    """No event of this id has come in."""

    title = "No such event"


class ProcessorAway(Unavailable):
    """The payment processor does not answer, or answers with an error of its own."""

    title = "The payment processor does not answer"


class ProcessorRefused(Exception):
    """The payment processor will not do what was asked; asking again changes nothing. The text is a code, no prose."""


class PriceUnknown(Exception):
    """The processor knows a price otherwise than the catalogue, or the catalogue does not know it at all."""


class Overtaken(Exception):
    """A row was changed while its object was being fetched; what was fetched may be older than what is there."""
