"""For programmers: the operations of the programming interface, and what each of its refusals means."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from assay.kernel.problem_types import find_type, list_types

type Document = Mapping[str, Any]
# The interactive page's own library writes text into elements; it gets no person's data, and only this page allows it.
_TRUSTED: Final = {"require-trusted-types-for", "trusted-types"}
POLICY: Final = {name: sources for name, sources in settings.SECURE_CSP.items() if name not in _TRUSTED}
METHODS: Final = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One line of the list: what is sent where, and what it does."""

    method: str
    path: str
    summary: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Operations on one noun, which is the first word of their paths."""

    noun: str
    operations: tuple[Operation, ...]


@csp_override(POLICY)
@require_safe
def operations(request: HttpRequest, *, describe: Callable[[], Document]) -> HttpResponse:
    """List what programs can ask for; the interactive drawing of it is fetched when somebody asks for it."""
    return render(request, "web/reference/operations.html", {"groups": groups_of(describe())})


@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """List every problem type."""
    found = [(home, tuple(kinds)) for home, kinds in groupby(list_types(), key=lambda one: one.home)]
    return render(request, "web/reference/problems.html", {"groups": found})


@require_safe
def problem(request: HttpRequest, code: str) -> HttpResponse:
    """Explain one problem type; its address is the ``type`` of the problem documents."""
    kind = find_type(code)
    if kind is None:
        raise Http404
    return render(request, "web/reference/problem.html", {"kind": kind})


def groups_of(document: Document) -> tuple[Group, ...]:
    """The operations of an OpenAPI document by noun, in the order of their paths."""
    found = sorted(_operations(document), key=lambda one: (_noun(one.path), one.path))
    return tuple(Group(noun=noun, operations=tuple(rows)) for noun, rows in groupby(found, lambda one: _noun(one.path)))


def _operations(document: Document) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                said = methods[method]
                description = said.get("description", "").replace("``", "")
                yield Operation(method=method.upper(), path=path, summary=said["summary"], description=description)


def _noun(path: str) -> str:
    return path.split("/")[3]  # /api/v1/<noun>/…
