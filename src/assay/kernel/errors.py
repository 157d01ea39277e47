"""What can go wrong, said once: one class, one status, one problem type (RFC 9457)."""

from collections.abc import Sequence
from typing import ClassVar, NotRequired, TypedDict, override

# One fault of an input: where (JSON pointer, RFC 6901), what, and in which part of the request when not in the body.
FieldError = TypedDict("FieldError", {"pointer": str, "detail": str, "in": NotRequired[str]})


class DomainError(Exception):
    """A rule of the product refuses the request; raised where the rule stands, turned into an answer at the edge."""

    status: ClassVar[int] = 400
    title: ClassVar[str] = "The request cannot be carried out"
    advice: ClassVar[str] = "Read the detail, correct what it names and send the request again."

    def __init__(self, detail: str = "", **extra: object) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.extra = extra
        self.headers: dict[str, str] = {}  # for the answer

    @classmethod
    def type_code(cls) -> str:
        """The problem type: ``<module>.<Class>``, stable because classes are not renamed lightly."""
        parts = cls.__module__.split(".")
        home = parts[-2] if len(parts) > 1 else parts[0]
        return f"{home}.{cls.__name__}"

    @property
    def code(self) -> str:
        """The problem type of this error."""
        return self.type_code()

    @property
    def retry_after(self) -> int | None:
        """Seconds after which a repetition makes sense, where that is known."""
        return None


class NotFound(DomainError):
    """There is no such thing, or none that the caller may know of."""

    status = 404
    title = "Not found"
    advice = (
        "Check the id in the address. What belongs to another workspace answers the same way, so look also at "
        "whose session or key you use."
    )


class Conflict(DomainError):
    """The state of the thing forbids this now."""

    status = 409
    title = "Conflict"
    advice = "Read the thing again to see how it stands now, then decide whether the request still makes sense."


class Forbidden(DomainError):
    """The caller is known and may not do this."""

    status = 403
    title = "Not allowed"
    advice = (
        "Ask an owner or admin of the workspace for access, or act as somebody who has it. Repeating the "
        "request changes nothing."
    )


class Unauthorized(DomainError):
    """The request comes from nobody who is signed in, and this address needs somebody."""

    status = 401
    title = "Sign in first"
    advice = (
        "Sign in, or send a valid key, and repeat the request. A session ends by signing out, by time, and "
        "when the password changes."
    )


class Malformed(DomainError):
    """The body cannot be read at all."""

    status = 400
    title = "The body could not be read"
    advice = (
        "Send one JSON document in UTF-8. The detail says where reading it stopped being possible, when that is known."
    )


class WrongFormat(DomainError):
    """The body is of a media type we do not read."""

    status = 415
    title = "The format of the body is not one we read"
    advice = "Send the body as application/json and name that in the Content-Type header."


class Invalid(DomainError):
    """The input breaks a rule; ``errors`` names every fault at once."""

    status = 422
    title = "Some of the input is not valid"
    advice = (
        "Each entry of errors has a JSON pointer to the place and says what is wrong there. Correct all of "
        "them and send the request again; nothing was saved."
    )

    def __init__(self, detail: str = "", *, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(detail, errors=list(errors))
        self.errors = tuple(errors)


class TooLarge(DomainError):
    """The body is bigger than we read."""

    status = 413
    title = "Too large"
    advice = "Send less at once: a body may have one megabyte."


class TooMany(DomainError):
    """The caller asks more often than is allowed; ``retry_after`` seconds from now they may again."""

    status = 429
    title = "Too many requests"
    advice = (
        "Wait for the seconds that the Retry-After header names, then repeat the request. Programs that read "
        "much should use the lists' pages and ETags."
    )

    def __init__(self, detail: str = "", *, retry_after: int = 1) -> None:
        super().__init__(detail)
        self._retry_after = retry_after

    @property
    @override
    def retry_after(self) -> int:
        """Whole seconds to wait."""
        return self._retry_after


class Unavailable(DomainError):
    """Something we depend on does not answer; ``retry_after`` seconds from now it may."""

    status = 503
    title = "For the moment not available"
    advice = (
        "Wait for the seconds that the Retry-After header names, then repeat the request unchanged. Nothing "
        "was changed; with an Idempotency-Key a repetition is safe in any case."
    )

    def __init__(self, detail: str = "", *, retry_after: int = 2) -> None:
        super().__init__(detail)
        self._retry_after = retry_after

    @property
    @override
    def retry_after(self) -> int:
        """Whole seconds to wait."""
        return self._retry_after


class FormExpired(Forbidden):
    """The form's proof of origin is missing or old: it was open for too long, or it came from another site."""

    title = "This form cannot be accepted"
    advice = "Go back, reload the page and send the form again. Programs send the token of the page as X-CSRFToken."


class Unforeseen(DomainError):
    """Something went wrong on our side that nobody foresaw. What was saved before is not lost."""

    status = 500
    title = "Something went wrong on our side"
    advice = "Try again once; if it happens twice, write to us and quote the request id from instance."
