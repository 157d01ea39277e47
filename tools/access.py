"""docs/compliance/access.md: who may do what, action by action and address by address, drawn from the table itself."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from django.apps import apps

from assay.cli import COMMANDS
from assay.kernel import jobs
from assay.modules.identity.api import Duty, Role
from assay.modules.identity.policy import staff
from assay.modules.identity.policy.access import LEAST, may
from tests.faults.addresses import EVERY, Case
from tests.faults.table import TABLE, Who, asks_proof, asks_signature, expected, scope_of

PAGE: Final = Path("docs/compliance/access.md")
_HEAD: Final = """---
owner: engineering
expires: 2027-05-31
---

# Who may do what

Written by `make regenerate` from `identity.policy.access` and `tests/faults/table.py`; change it there.
`tests/faults/test_matrix.py` asks every address as everybody and compares.

## By action

"""
_STAFF: Final = """
## By action of staff

"""
_ADDRESSES: Final = """
## By address

The columns are people of the owner's workspace, then somebody of another one, somebody on duty for us, and a visitor.
*yes*: it is done. *own only*: the same with what is theirs; nothing of the workspace is touched. *refused*: 403.
*hidden*: 404, the same answer as for what does not exist. *sign in*: 302 to the sign-in page, 401 for programs.
*fresh* asks for a proof of a moment ago; *key* names the scope that a key needs, *signed* asks it for a signature.

"""
_MACHINE: Final = """
## By nobody who asks over the network

Commands are run by who may log in to the machine, jobs by the worker: in the workspace they were queued in or, by the
clock, in the scope each opens for itself. No address takes the name of either.

"""


def page() -> str:
    """The whole page."""
    return _HEAD + _actions() + _STAFF + _duties() + _ADDRESSES + _addresses() + _MACHINE + _machine()


def table(head: list[str], rows: Iterable[list[str]]) -> str:
    """A table of Markdown."""
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (head, ["---"] * len(head), *rows))


def _actions() -> str:
    rows = ([f"`{action.value}`", *("yes" if may(role, action) else "–" for role in Role)] for action in LEAST)
    return table(["Action", *(role.value for role in Role)], rows)


def _duties() -> str:
    duties = [duty for duty in Duty if duty is not Duty.NONE]
    rows = ([f"`{what.value}`", *("yes" if staff.may(duty, what) else "–" for duty in duties)] for what in staff.LEAST)
    return table(["Action", *(duty.value for duty in duties)], rows)


def _addresses() -> str:
    cases = sorted(EVERY, key=lambda case: (case.route, case.method))
    return table(["Address", "Asks for", *(who.value for who in Who), "Key"], map(_line, cases))


def _line(case: Case) -> list[str]:
    return [f"`{case.name}`", asks(case), *(expected(case, who).value for who in Who), key_of(case)]


def asks(case: Case) -> str:
    """What an address asks of whoever comes: an action, or another ground, and a proof."""
    need = TABLE[case.name]
    about = need.action or need.act
    asked = [f"`{about.value}`" if about else need.ground.value]
    return ", ".join(asked + ["its owner"] * need.is_private + ["fresh"] * asks_proof(case))


def key_of(case: Case) -> str:
    """Which scope a key needs there, and whether its request has to be signed."""
    scope = scope_of(case)
    return ", ".join([f"`{scope}`" if scope else "–", *["signed"] * asks_signature(case)])


def _machine() -> str:
    rows = [[f"`assay {name}`", command.says] for name, command in COMMANDS.items()]
    homes = {home.label for home in apps.get_app_configs() if home.name.startswith("assay.")}
    ours = [name for name in jobs.names() if name.partition(".")[0] in homes]  # tests declare jobs of their own
    return table(["What", "Does, or is run by"], [*rows, *([f"job `{name}`", "the worker"] for name in ours)])
