"""Marks pages and endpoints that show people's data to others."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from assay.kernel import context, tenancy
from assay.kernel.events import publish
from assay.modules.audit.events import PeopleRead


def audited_read[**P, R: HttpResponseBase](
    kind: str,
) -> Callable[[Callable[Concatenate[HttpRequest, P], R]], Callable[Concatenate[HttpRequest, P], R]]:
    """Record each successful answer of a view that shows data of others: who read ``kind``, in which workspace."""

    def mark(view: Callable[Concatenate[HttpRequest, P], R]) -> Callable[Concatenate[HttpRequest, P], R]:
        @wraps(view)
        def read(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
            answer = view(request, *args, **kwargs)
            if answer.status_code == 200:
                _note(kind)
            return answer

        return read

    return mark


@transaction.atomic
def _note(kind: str) -> None:
    publish(PeopleRead(reader_id=context.current().person_id, workspace_id=tenancy.current(), kind=kind))
