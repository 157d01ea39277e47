"""What a request says about an attempt to get in: at which account, from which network and device, with which work."""

import time
from typing import Final
from uuid import UUID

from django.http import HttpRequest

from assay.kernel.throttle import address
from assay.modules.identity.providers import blinding, proofs
from assay.modules.identity.queries.devices import device_token, is_known
from assay.modules.identity.types import Attempt, Stage

NOBODY: Final = UUID(int=0)
_WAY_IN: Final = "way_in"
_WAY_IN_LIFE: Final = 15 * 60  # seconds


def at_password(request: HttpRequest, *, typed: str, person_id: UUID | None) -> Attempt:
    """Describe an attempt with a password at an address; ``person_id`` is None where nobody has it."""
    account = blinding.account(typed)
    return _attempt(request, stage=Stage.PASSWORD, account=account, person_id=person_id)


def at_factor(request: HttpRequest, *, person_id: UUID) -> Attempt:
    """Describe an attempt with a second factor, by somebody whose password was right."""
    return _attempt(request, stage=Stage.FACTOR, account=blinding.account(str(person_id)), person_id=person_id)


def at_passkey(request: HttpRequest) -> Attempt:
    """Describe an attempt with a passkey alone, which names nobody: one account for each network it comes from."""
    account = blinding.account(f"passkey from {address(request)}")
    return _attempt(request, stage=Stage.FACTOR, account=account, person_id=None)


def open_way_in(request: HttpRequest, *, typed: str) -> None:
    """Let this browser past what holds others back at an account: it has just shown that the mailbox is its own."""
    request.session[_WAY_IN] = [blinding.account(typed), time.time()]


def _attempt(request: HttpRequest, *, stage: Stage, account: str, person_id: UUID | None) -> Attempt:
    task, answer = request.POST.get("task", ""), request.POST.get("answer", "")
    return Attempt(
        stage=stage,
        account=account,
        network=blinding.network(address(request)),
        device=_device(request, account=account, person_id=person_id),
        proof=proofs.proof(account, task=task, answer=answer) if task and answer else None,
    )


def _device(request: HttpRequest, *, account: str, person_id: UUID | None) -> str:
    """Name the device when the account knows it: signed in there now or before, or through the mailbox just now."""
    if is_known(request, person_id or NOBODY):  # asked for nobody's account too: it takes as long
        return blinding.device(device_token(request))
    if person_id is not None and request.user.is_authenticated and request.user.pk == person_id:
        return blinding.device(f"session {request.session.session_key}")
    known, opened = request.session.get(_WAY_IN, ("", 0))
    if known == account and time.time() - opened < _WAY_IN_LIFE:
        return blinding.device(f"way in {opened}")
    return ""
