"""What a page does when the plan allows no more: it says so where a larger one can be chosen."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from assay.modules.billing.errors import PlanLimit


def within_plan[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Send whoever runs into the limit of their plan to the page of plans. Stands right above the view."""

    @wraps(view)
    def kept(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except PlanLimit as limit:
            messages.error(request, limit.detail)
            return redirect("billing:plan")

    return kept
