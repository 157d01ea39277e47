"""Every problem type of the product, read off the error classes: what it means and what to do."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass

from assay.kernel.errors import DomainError


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemType:
    """``code`` is the end of the type's address: ``/problems/<code>``."""

    code: str
    status: int
    title: str
    meaning: str
    advice: str

    @property
    def home(self) -> str:
        """The module that raises it; ``kernel`` for what any address may answer."""
        return self.code.partition(".")[0]


def list_types() -> tuple[ProblemType, ...]:
    """All of them, the general ones first; classes outside of the product (a test's) are none."""
    found = {kind.type_code(): _described(kind) for kind in _below(DomainError)}
    return tuple(sorted(found.values(), key=lambda one: (one.home != "kernel", one.code)))


def find_type(code: str) -> ProblemType | None:
    """The one of this code, or None."""
    return next((one for one in list_types() if one.code == code), None)


def _below(kind: type[DomainError]) -> Iterator[type[DomainError]]:
    for below in kind.__subclasses__():
        if below.__module__.startswith("assay."):
            yield below
        yield from _below(below)


def _described(kind: type[DomainError]) -> ProblemType:
    meaning = (inspect.getdoc(kind) or "").replace("``", "")
    return ProblemType(
        code=kind.type_code(), status=kind.status, title=str(kind.title), meaning=meaning, advice=str(kind.advice)
    )
