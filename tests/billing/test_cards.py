"""No card comes near us: no field, no form, no script, no origin of the payment processor's in the content policy."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings

from assay.modules.billing.models import Event
from assay.sandbox.stripe.world import World
from tests.billing.make import deliver, paid
from tests.identity.make import Cast

ROOT = Path(__file__).resolve().parents[2] / "src/assay"
CARD = re.compile(r"(card_?number|\bpan\b|cvc|cvv|cardholder|autocomplete=\"cc-)", re.IGNORECASE)


def test_no_table_has_a_field_for_a_card() -> None:
    fields = [
        f"{model._meta.db_table}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("assay.")
        for field in model._meta.fields
    ]

    assert len(fields) > 100
    assert [] == [name for name in fields if CARD.search(name) or "card" in name]


def test_no_template_and_no_form_asks_for_one() -> None:
    files = [*ROOT.rglob("*.html"), *ROOT.glob("modules/*/forms*/**/*.py"), *ROOT.glob("modules/*/forms.py")]

    assert len(files) > 100
    assert [] == [str(file) for file in files if CARD.search(file.read_text(encoding="utf-8"))]


def test_the_content_policy_names_no_origin_but_our_own() -> None:
    sources = {source for sources in settings.SECURE_CSP.values() for source in sources}

    assert not [source for source in sources if "stripe" in source or source.startswith("http") or "*" in source]


@pytest.mark.django_db
def test_pages_of_payment_load_nothing_from_elsewhere(people: Cast, alice: Any, world: World) -> None:
    paid(alice, world)

    for path in ("/app/settings/billing/", "/app/settings/billing/invoices/", "/pricing/"):
        page = people.as_alice.get(path)
        assert 200 == page.status_code
        text = page.content.decode()
        assert not re.search(r"<(script|iframe|link|img)[^>]+(src|href)=\"https?://", text)
        assert not CARD.search(text)
        assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


@pytest.mark.django_db
def test_what_an_event_says_of_a_card_is_sealed(world: World) -> None:
    card = {"brand": "visa", "last4": "4242"}
    event = world.tell("payment_method.attached", world.make("customer", card=card))

    assert 200 == deliver(event).status_code
    sealed: Any = Event.objects.values_list("body", flat=True)[0]
    assert "4242" not in sealed.raw
    assert "visa" not in sealed.raw
