"""Who may do what, said once: for each address what it asks of whoever comes, and what follows for each role.

What the code itself declares is read from the code: which door a page has, which scope an operation wants, whether it
asks for a fresh proof. What stands here is the action of `identity.policy.access` each address is about. An address
without a row fails, and so does a row without an address (`test_matrix.py`). `make regenerate` draws the whole as
docs/compliance/access.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final

from assay.config.api import api
from assay.modules.identity.api import Action, Door, Duty, PeopleOnly, Role, StaffAction
from assay.modules.identity.policy.access import may
from assay.modules.identity.policy.staff import may as is_allowed
from assay.modules.identity.types.places import PageDoor
from tests.faults import staff
from tests.faults.accounts import SCIM
from tests.faults.addresses import API, Case, offered, placeholders


class Who(StrEnum):
    """The columns of the matrix. Whoever may act as several of them is judged by the one they act as."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"
    VIEWER = "viewer"
    OUTSIDER = "outsider"  # signed in, of another workspace
    STAFF = "staff"  # on duty for us, and a member of nothing here
    SUPPORT = "support"  # the same in the lower duty
    NOBODY = "signed out"


class Ground(StrEnum):
    """On which ground somebody gets in."""

    ANYBODY = "anybody"
    LINK = "whoever has the link"
    PERSON = "whoever is signed in"
    WORKSPACE = "by role"
    STAFF = "staff"
    PROOF = "a token or signature of its own"


class Outcome(StrEnum):
    """What comes of it."""

    YES = "yes"
    OWN = "own only"  # does the same with what is theirs, and touches nothing of the workspace
    ROLE = "refused"  # 403: they know that it is there
    HIDDEN = "hidden"  # 404, as if there were nothing
    SIGN_IN = "sign in"  # 302 to the sign-in page; 401 for programs


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What an address asks for. ``is_private``: it is about a thing of one person, which is nobody else's."""

    ground: Ground
    action: Action | None = None
    is_private: bool = False
    hides: bool = False  # below the role it says that there is nothing
    act: StaffAction | None = None  # which action of staff it is about


ANYBODY: Final = Need(ground=Ground.ANYBODY)
LINK: Final = Need(ground=Ground.LINK)
OWN: Final = Need(ground=Ground.PERSON)
PRIVATE: Final = Need(ground=Ground.PERSON, is_private=True)
STAFF: Final = Need(ground=Ground.STAFF)
PROOF: Final = Need(ground=Ground.PROOF)

_ROLES: Final = {who: Role(who.value) for who in (Who.OWNER, Who.ADMIN, Who.MEMBER, Who.VIEWER)}
_DUTIES: Final = {Who.STAFF: Duty.STAFF, Who.SUPPORT: Duty.SUPPORT}
_STRANGERS: Final = (Who.OUTSIDER, *_DUTIES)
_IDEA, _API_IDEA, _AT = "app/ideas/{idea_id}/", f"{API}ideas/{{idea_id}}", "app/workspace/"
_SETTINGS: Final = "app/settings/"


def _by(action: Action, *rows: str, is_private: bool = False, hides: bool = False) -> dict[str, Need]:
    need = Need(ground=Ground.WORKSPACE, action=action, is_private=is_private, hides=hides)
    return dict.fromkeys(rows, need)


def _under(prefix: str, *rows: str) -> Iterator[str]:
    for row in rows:
        method, _sep, rest = row.partition(" ")
        yield f"{method} /{prefix}{rest}"


def _reads() -> dict[str, Need]:
    pages = ("", "plan/", "history/", "evidence/", "evidence/new/", "notes/", "notes/{note_id}/", "actions/", "report/")
    more = ("report.pdf", "report.json", "evidence/{evidence_id}/correct/", "edit/{step}/")
    asking = ("notes/{note_id}/delete/", "actions/{action_id}/delete/")
    runs = ("runs/{run_id}/", "runs/{run_id}/state/", "runs/{run_id}/changes/", "evidence/new/{type_id}/{template}/")
    there = ("", "/notes", "/notes/{note_id}", "/actions", "/answers", "/evidence", "/evidence/{evidence_id}", "/runs")
    of_runs = ("", "/result", "/quantities/{quantity_id}")
    lists = ("ideas", "evidence-types", "assumptions", "opportunities", "opportunities/{entry_id}", "discovery-runs")
    names = (
        *(f"GET /{_IDEA}{rest}" for rest in (*pages, *more, *asking, *runs)),
        *(f"GET /{_API_IDEA}{rest}" for rest in (*there, "/report", "/report.pdf")),
        *(f"GET /{API}runs/{{run_id}}{rest}" for rest in of_runs),
        *(f"GET /{API}{rest}" for rest in (*lists, "profile", "me")),
        *(
            f"GET /app/{rest}"
            for rest in ("", "ideas/", "ideas/new/", "profile/", "discover/", "audit/verify_audit.py")
        ),
    )
    searches = (
        *_under("app/discover/{run_id}/", "GET ", "GET state/"),
        *_under(f"{API}discovery-runs/{{run_id}}", "GET ", "GET /result"),
    )
    return _by(Action.IDEAS_SEE, *names) | _by(Action.IDEAS_SEE, *searches, is_private=True)


def _writes() -> dict[str, Need]:
    note, action, correct = "notes/{note_id}/", "actions/{action_id}/", "evidence/{evidence_id}/correct"
    ideas = (
        *_under("app/", "POST ideas/new/", "POST discover/open/{entry_id}/"),
        *_under(_IDEA, "POST edit/{step}/", "POST archive/", "POST restore/"),
        *_under(API, "POST ideas", "POST ideas/from-opportunity/{entry_id}"),
        *_under(_API_IDEA, "PUT /answers", "POST /archive", "POST /restore"),
    )
    evidence = (
        *_under(_IDEA, "POST evidence/new/{type_id}/{template}/", f"POST {correct}/"),
        *_under(_API_IDEA, "POST /evidence", "POST /evidence/{evidence_id}/corrections"),
    )
    notes = (
        *_under(_IDEA, "POST notes/", f"POST {note}", f"POST {note}delete/"),
        *_under(_API_IDEA, "POST /notes", "PUT /notes/{note_id}", "DELETE /notes/{note_id}"),
    )
    actions = (
        *_under(_IDEA, "POST actions/", f"POST {action}status/", f"POST {action}delete/"),
        *_under(_API_IDEA, "POST /actions", "PATCH /actions/{action_id}", "DELETE /actions/{action_id}"),
    )
    return (
        _by(Action.IDEAS_WRITE, *ideas)
        | _by(Action.EVIDENCE_WRITE, *evidence)
        | _by(Action.NOTES_WRITE, *notes)
        | _by(Action.ACTIONS_WRITE, *actions)
        | _by(Action.VERDICTS_ASK, f"POST /{_IDEA}runs/", f"POST /{_API_IDEA}/runs")
        | _by(Action.PROFILE_WRITE, "POST /app/profile/", f"PUT /{API}profile")
        | _by(Action.SEARCHES_START, "POST /app/discover/", f"POST /{API}discovery-runs")
    )


def _places() -> dict[str, Need]:
    member, waiting = f"{_AT}members/{{person_id}}/", f"{_AT}invitations/"
    own = ("GET list/", "POST list/", "POST switch/", "GET leave/")
    invites = ("POST ", "POST {invitation_id}/send/", "POST {invitation_id}/revoke/")
    there, of_api = f"{API}members/{{person_id}}", f"{API}invitations"
    over_http = ("GET ", "POST ", "POST /{invitation_id}/send", "DELETE /{invitation_id}")
    return (
        _by(Action.WORKSPACE_SEE, f"GET /{_AT}", f"GET /{API}workspace")
        | _by(Action.WORKSPACE_RENAME, f"POST /{_AT}", f"PATCH /{API}workspace")
        | _by(Action.WORKSPACE_LEAVE, f"POST /{_AT}leave/", f"POST /{API}workspace/leave")
        | _by(Action.WORKSPACE_DELETE, f"GET /{_AT}delete/", f"POST /{_AT}delete/")
        | _by(Action.WORKSPACE_EXPORT, f"GET /{_AT}data/", f"POST /{_AT}data/export/")
        | _by(Action.MEMBERS_SEE, f"GET /{member}", f"GET /{API}members", f"GET /{there}")
        | _by(Action.MEMBERS_CHANGE, f"POST /{member}", f"GET /{member}remove/", f"POST /{member}remove/")
        | _by(Action.MEMBERS_CHANGE, f"PATCH /{there}", f"DELETE /{there}")
        | _by(Action.WORKSPACE_HAND_OVER, f"GET /{member}owner/", f"POST /{member}owner/")
        | _by(Action.MEMBERS_INVITE, *_under(waiting, *invites), *_under(of_api, *over_http))
        | dict.fromkeys(_under(_AT, *own), OWN)
        | {f"POST /{_AT}{{workspace_id}}/keep/": PRIVATE}
        | dict.fromkeys(_under(f"{waiting}{{invitation_id}}/", "POST accept/", "POST decline/"), PRIVATE)
        | {"GET /invitations/{token}/": LINK}
    )


def _keys() -> dict[str, Need]:
    one, listed = f"{_SETTINGS}keys/{{key_id}}/", (f"GET /{_SETTINGS}keys/", f"GET /{API}keys", f"GET /{API}key-scopes")
    touched = (*_under(one, "GET revoke/", "POST revoke/"), f"DELETE /{API}keys/{{key_id}}")
    replaced = (*_under(one, "GET replace/", "POST replace/"), f"POST /{API}keys/{{key_id}}/rotation")
    return (
        _by(Action.IDEAS_SEE, *listed)
        | _by(Action.KEYS_MAKE, f"GET /{_SETTINGS}keys/new/", f"POST /{_SETTINGS}keys/new/", f"POST /{API}keys")
        | _by(Action.KEYS_SEE_ALL, *touched, hides=True)
        | _by(Action.KEYS_MAKE, *replaced, is_private=True)
        | _by(Action.AUDIT_SEE, *_under("app/audit/", "GET ", "POST export/", "POST table/"), f"GET /{API}audit")
        | _by(Action.WORKSPACE_SECURE, *_under(f"{_SETTINGS}workspace/security/", "GET ", "POST "))
        | _by(Action.MEMBERS_VOUCH, f"POST /{_SETTINGS}workspace/recoveries/{{recovery_id}}/vouch/")
    )


def _accounts() -> dict[str, Need]:
    factor = f"{_SETTINGS}security/factors/{{factor_id}}/"
    pages = (
        *("email/", "password/change/", "password/set/", "reauthenticate/", "step-up/"),
        *(f"../{_SETTINGS}{rest}" for rest in ("", "sessions/others/", "security/app/", "security/passkeys/add/")),
        f"../{_SETTINGS}security/codes/",
    )
    both = (f"{method} /accounts/{rest}".replace("accounts/../", "") for method in ("GET", "POST") for rest in pages)
    only = (
        *(
            f"GET /{_SETTINGS}{rest}"
            for rest in ("activity/", "sessions/", "security/", "support/", "data/", "delete/")
        ),
        f"GET /{API}sessions",
    )
    change = (
        *(f"POST /{_SETTINGS}delete/{rest}/" for rest in ("ask", "cancel")),
        *(
            f"POST /{_SETTINGS}{rest}"
            for rest in ("security/mailbox/", "support/invite/", "support/end/", "data/export/")
        ),
        f"DELETE /{API}sessions",
    )
    private = (
        *_under(f"{_SETTINGS}data/{{export_id}}/", "GET ", "GET state/"),
        *_under(factor, "GET rename/", "POST rename/", "GET remove/", "POST remove/"),
        f"POST /{_SETTINGS}sessions/{{session_id}}/end/",
        f"DELETE /{API}sessions/{{session_id}}",
    )
    elsewhere = f"{_SETTINGS}accounts/"
    linking = (
        *_under("accounts/with/connect/", "GET ", "POST "),
        *_under(elsewhere, "GET ", "GET confirm/", "GET add/{key}/"),
    )
    private += (*_under(elsewhere, "GET {link_id}/remove/", "POST {link_id}/remove/"),)
    return dict.fromkeys((*both, *only, *change, *linking), OWN) | dict.fromkeys(private, PRIVATE)


def _open() -> dict[str, Need]:
    links = (
        "not-me/{token}/",
        "lost-factor/{token}/",
        "lost-factor/{token}/cancel/",
        "confirm-email/{key}/",
        "with/proof/{token}/",
    )
    resets = ("password/reset/key/{uidb36}-{key}/",)
    ways = (
        *("GET login/", "POST login/", "GET signup/", "POST signup/", "GET logout/", "POST logout/", "GET inactive/"),
        *("GET confirm-email/", "GET password/reset/", "POST password/reset/", "GET password/reset/done/"),
        *("GET password/reset/key/done/", "GET password/withdrawn/", "GET second-step/", "POST second-step/"),
        *("GET second-step/lost/", "POST second-step/lost/", "POST passkey/", "GET passkey/options/"),
        *("GET login/code/confirm/", "POST login/code/confirm/", "GET with/{key}/", "GET with/{key}/callback/"),
        *("GET with/{key}/only/", "GET with/company/", "POST with/company/"),
        *("GET with/open/", "POST with/open/", "GET with/prove/", "POST with/prove/"),
    )
    names = ("", "livez", "readyz", "robots.txt", "favicon.ico", "method/", "design/", "sample/", "sample.pdf")
    more = ("sample.json", "problems/", "problems/{code}", "api/docs", f"{API}openapi.json", f"{API}engine")
    known = (".well-known/security.txt", ".well-known/change-password")
    return (
        dict.fromkeys(_under("accounts/", *ways), ANYBODY)
        | dict.fromkeys((f"GET /{rest}" for rest in (*names, *more, *known)), ANYBODY)
        | dict.fromkeys(("POST /theme/", "POST /password-strength/", "POST /reports/browser/"), ANYBODY)
        | dict.fromkeys(
            _under("accounts/", *(f"{m} {rest}" for rest in (*links, *resets) for m in ("GET", "POST"))), LINK
        )
        | {"GET /healthz": STAFF, "GET /metrics": PROOF, f"POST /{API}secret-scanning/reports": PROOF}
    )


def _company() -> dict[str, Need]:
    one = ("GET {domain_id}/", "POST {domain_id}/check/", "GET {domain_id}/remove/", "POST {domain_id}/remove/")
    provider = ("GET ", "POST ", "POST switch/", "POST factor/", "GET remove/", "POST remove/")
    token = ("GET ", "POST ", "GET {token_id}/revoke/", "POST {token_id}/revoke/")
    managed = _by(
        Action.DIRECTORY_MANAGE,
        *_under(f"{_SETTINGS}workspace/domains/", "GET ", "POST ", *one),
        *_under(f"{_SETTINGS}workspace/sign-in/", *provider),
        *_under(f"{_SETTINGS}workspace/directory/", *token),
    )
    return managed | dict.fromkeys((f"{method} /{route}" for method, route, _sent in SCIM), PROOF)


def _billing() -> dict[str, Need]:
    at = f"{_SETTINGS}billing/"
    return (
        _by(Action.BILLING_SEE, f"GET /{at}")
        | _by(Action.BILLING_MANAGE, *_under(at, "GET invoices/", "POST checkout/", "POST portal/"))
        | _by(Action.BILLING_MANAGE, f"GET /{at}visits/{{visit_id}}/", is_private=True)
        | {"GET /pricing/": ANYBODY, "POST /webhooks/stripe": PROOF}
    )


def _of_staff() -> dict[str, Need]:
    rows = {f"{method} /{route}": Need(ground=Ground.STAFF, act=act) for method, route, _, act in staff.ROWS}
    return rows | {f"POST /{staff.STOP}": OWN}


TABLE: Final[Mapping[str, Need]] = (
    _company() | _billing() | _reads() | _writes() | _places() | _keys() | _accounts() | _open() | _of_staff()
)
OURS: Final = frozenset(
    {"idea_id", "run_id", "person_id", "invitation_id", "key_id", "recovery_id", "domain_id", "token_id", "visit_id"}
)


def expected(case: Case, who: Who) -> Outcome:
    """What comes of it when somebody who is this asks for what is the owner's."""
    need = TABLE[case.name]
    if need.ground in {Ground.ANYBODY, Ground.LINK, Ground.PROOF}:
        return Outcome.YES
    if need.ground is Ground.STAFF:
        return _by_duty(need, who)
    if who is Who.NOBODY:
        return Outcome.SIGN_IN
    if need.is_private:
        return Outcome.YES if who is Who.OWNER else Outcome.HIDDEN
    if need.ground is Ground.PERSON:
        return Outcome.OWN
    return _by_role(case, need, who)


def _by_duty(need: Need, who: Who) -> Outcome:
    """What staff get; for everybody else the page does not exist."""
    if who in _DUTIES:
        return Outcome.YES if need.act is None or is_allowed(_DUTIES[who], need.act) else Outcome.ROLE
    return Outcome.SIGN_IN if who is Who.NOBODY and need.act else Outcome.HIDDEN


def _by_role(case: Case, need: Need, who: Who) -> Outcome:
    if who in _STRANGERS:
        return Outcome.HIDDEN if OURS & set(placeholders(case.route)) else Outcome.OWN
    assert need.action is not None
    if may(_ROLES[who], need.action):
        return Outcome.YES
    return Outcome.HIDDEN if need.hides else Outcome.ROLE


@cache
def page_doors() -> dict[str, frozenset[PageDoor]]:
    """Which doors each page says it has."""
    return {path: getattr(view, "doors", frozenset()) for path, view in offered().items() if not path.startswith(API)}


@cache
def api_doors() -> dict[str, Door | PeopleOnly]:
    """Which door each operation of the interface has; those for everybody have none."""
    found: dict[str, Any] = {}
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    auths = operation.auth_callbacks
                    if auths:
                        name = f"{method} /{API}{prefix.strip('/')}{path.lstrip('/')}".replace("path:", "")
                        found[name] = auths[0]
    return found


def scope_of(case: Case) -> str | None:
    """Which scope a key needs there; None where no key gets in, or needs none."""
    door = api_doors().get(case.name)
    return str(door.scope(case.method)) if isinstance(door, Door) else None


def asks_signature(case: Case) -> bool:
    """Does a program have to sign there?"""
    door = api_doors().get(case.name)
    return isinstance(door, Door) and door.asks_signature


def asks_proof(case: Case) -> bool:
    """Does the code say that a fresh proof of who somebody is stands before this?"""
    if case.is_api:
        door = api_doors().get(case.name)
        return isinstance(door, Door) and door.asks_proof
    return PageDoor.FRESH in page_doors().get(case.route, frozenset())
