"""What can go wrong, said once: one class, one status, one problem type (RFC 9457)."""

from collections.abc import Sequence
from typing import ClassVar, NotRequired, TypedDict, override

# One fault of an input: where (JSON pointer, RFC 6901), what, and in which part of the request when not in the body.
FieldError = TypedDict("FieldError", {"pointer": str, "detail": str, "in": NotRequired[str]})


class DomainError(Exception):
    """A rule of the product refuses the request; raised where the rule stands, turned into an answer at the edge."""

    status: ClassVar[int] = 400
    title: ClassVar[str] = "The request cannot be carried out"

    def __init__(self, detail: str = "", **extra: object) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.extra = extra
        self.headers: dict[str, str] = {}  # for the answer

    @property
    def code(self) -> str:
        """The problem type: ``<module>.<Class>``, stable because classes are not renamed lightly."""
        parts = type(self).__module__.split(".")
        home = parts[-2] if len(parts) > 1 else parts[0]
        return f"{home}.{type(self).__name__}"

    @property
    def retry_after(self) -> int | None:
        """Seconds after which a repetition makes sense, where that is known."""
        return None


class NotFound(DomainError):
    """There is no such thing, or none that the caller may know of."""

    status = 404
    title = "Not found"


class Conflict(DomainError):
    """The state of the thing forbids this now."""

    status = 409
    title = "Conflict"


class Forbidden(DomainError):
    """The caller is known and may not do this."""

    status = 403
    title = "Not allowed"


class Unauthorized(DomainError):
    """Nobody is signed in."""

    status = 401
    title = "Sign in first"


class Malformed(DomainError):
    """The body cannot be read at all."""

    status = 400
    title = "The body could not be read"


class WrongFormat(DomainError):
    """The body is of a media type we do not read."""

    status = 415
    title = "The format of the body is not one we read"


class Invalid(DomainError):
    """The input breaks a rule; ``errors`` names every fault at once."""

    status = 422
    title = "Some of the input is not valid"

    def __init__(self, detail: str = "", *, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(detail, errors=list(errors))
        self.errors = tuple(errors)


class TooLarge(DomainError):
    """The body is bigger than we read."""

    status = 413
    title = "Too large"


class TooMany(DomainError):
    """The caller asks more often than is allowed; ``retry_after`` seconds from now they may again."""

    status = 429
    title = "Too many requests"

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

    def __init__(self, detail: str = "", *, retry_after: int = 2) -> None:
        super().__init__(detail)
        self._retry_after = retry_after

    @property
    @override
    def retry_after(self) -> int:
        """Whole seconds to wait."""
        return self._retry_after
