"""Second factors for tests: set up through the services, shown through the pages."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from assay.kernel import clock
from assay.kernel.privacy import Secret
from assay.modules.identity import policy
from assay.modules.identity.models import Person
from assay.modules.identity.services import factors, passkeys, recovery_codes
from tests.identity.authenticator import Key
from tests.identity.make import PASSWORD

SECOND_STEP = "/accounts/second-step/"
STEP_UP = "/accounts/step-up/"
SECURITY = "/app/settings/security/"


@dataclass(frozen=True, kw_only=True)
class App:
    """An authenticator app that was set up a while ago, and the recovery codes that came with it."""

    key: bytes
    codes: tuple[str, ...]

    def code(self, at: datetime | None = None, *, step: int = 0) -> str:
        """What it shows now, or so many steps later."""
        moment = at or clock.now()
        return policy.totp_code(self.key, step=int(moment.timestamp()) // policy.PERIOD + step)


def with_app(who: Person) -> App:
    """Set up an authenticator app, an hour ago."""
    with clock.frozen(clock.now() - timedelta(hours=1)):
        sealed = factors.new_totp_key(who.pk)
        key = base64.b32decode(factors.open_totp_key(sealed).reveal())
        added = factors.add_totp(who.pk, sealed=sealed, code=App(key=key, codes=()).code())
    return App(key=key, codes=_shown(added.codes))


def with_passkey(who: Person, *, name: str = "Phone", key: Key | None = None) -> Key:
    """Make a passkey for somebody."""
    made, asked = key or Key(), passkeys.ask_for_new(who.pk)
    answer = made.make(json.dumps(dict(asked.options)))
    passkeys.add_passkey(who.pk, name=name, answer=answer, token=asked.token)
    return made


def new_codes(who: Person) -> tuple[str, ...]:
    """Make new recovery codes."""
    return _shown(recovery_codes.make_codes(who.pk))


def half_in(who: Person, *, password: str = PASSWORD) -> Client:
    """A browser in which the password was right, and nothing else has been shown."""
    client = Client()
    answer = client.post("/accounts/login/", {"login": who.email, "password": password})
    assert (302, SECOND_STEP) == (answer.status_code, answer.headers["Location"])
    return client


def show_code(client: Client, code: str, *, page: str = SECOND_STEP) -> Any:
    """Type a code."""
    return client.post(page, {"code": code})


def show_key(client: Client, key: Key, *, page: str = SECOND_STEP) -> Any:
    """Answer the page's question with a passkey."""
    context: Any = client.get(page).context
    asked = context["asked"]
    return client.post(page, {"credential": json.dumps(key.show(asked["options"])), "token": asked["token"]})


def enter(client: Client, key: Key, *, to: str = "") -> Any:
    """Sign in with a passkey and nothing else."""
    asked = client.get("/accounts/passkey/options/").json()
    answer = json.dumps(key.show(json.dumps(asked["options"])))
    return client.post("/accounts/passkey/", {"credential": answer, "token": asked["token"], "next": to})


def is_in(client: Client) -> bool:
    """Is somebody signed in in this browser?"""
    return client.get("/app/settings/").status_code == 200


def signed_in(who: Person, app: App) -> Client:
    """A browser that was signed in with password and app."""
    client = half_in(who)
    answer = show_code(client, app.code())
    assert 302 == answer.status_code, answer
    return client


def _shown(codes: tuple[Secret, ...]) -> tuple[str, ...]:
    return tuple(code.reveal() for code in codes)
