"""How often a second step may be tried, and that no try is a way round it."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client, override_settings

import assay
from assay.config import seed
from assay.config.settings import accounts
from assay.kernel import tenancy
from assay.kernel.errors import DomainError
from assay.modules.identity.errors import FactorRefused, TryLater
from assay.modules.identity.models import Factor, Person
from assay.modules.identity.services import proving
from assay.modules.identity.types import Attempt, Stage
from tests.identity.factors import enter, half_in, is_in, show_code, show_key, with_app, with_passkey
from tests.identity.make import PASSWORD, person

pytestmark = pytest.mark.django_db
SOURCE = Path(assay.__file__).parent
USUAL = ("000000", "123456", "111111", "123123", "654321", "999999", "00000000", "12345678", "DEV123", "AAAA-AAAA-AAAA")
SUSPICIOUS = re.compile(
    r"DEV_(MFA|OTP|TOTP|CODE|LOGIN)|(MFA|OTP|TOTP|FACTOR)_?(BYPASS|SKIP|DISABLED?|INSECURE|OFF)\b|INSECURE_BYPASS"
    r"|MAGIC_(CODE|LINK)|MASTER_(CODE|PASSWORD)|BACKDOOR",
    re.IGNORECASE,
)
SIX_DIGITS = re.compile(r"[\"'](\d{6})[\"']")


@pytest.fixture
def ada() -> Person:
    return person()


def _wrong(right: str) -> Iterator[str]:
    return (code for code in (f"{number:06}" for number in range(100, 200)) if code != right)


def test_five_codes_in_five_minutes_and_the_sixth_is_not_even_looked_at(ada: Person) -> None:
    app = with_app(ada)
    cache.clear()
    client = half_in(ada)
    wrong = _wrong(app.code())
    assert [422] * 5 == [show_code(client, next(wrong)).status_code for _ in range(5)]
    refused = show_code(client, app.code())
    assert (429, True) == (refused.status_code, b"Too many tries" in refused.content)
    assert not is_in(client)


def test_the_count_is_the_persons_whatever_browser_or_network_asks(ada: Person) -> None:
    app = with_app(ada)
    cache.clear()
    wrong = _wrong(app.code())
    for number in range(5):
        client = half_in(ada)
        client.defaults["REMOTE_ADDR"] = f"198.51.100.{number}"
        assert 422 == show_code(client, next(wrong)).status_code
    assert 429 == show_code(half_in(ada), app.code()).status_code


def test_a_network_that_tries_at_many_people_is_stopped_before_it_has_tried_them_all() -> None:
    seen = []
    for number in range(51):
        attempt = Attempt(stage=Stage.FACTOR, account=f"somebody {number}", network="one network")
        try:
            proving.prove(uuid4(), code="000111", attempt=attempt)
        except DomainError as refusal:
            seen.append(type(refusal))
    assert (50, TryLater) == (seen.count(FactorRefused), seen[-1])


def test_somebody_who_knows_the_password_and_guesses_codes_does_not_keep_the_owner_out(ada: Person) -> None:
    app = with_app(ada)
    owner = half_in(ada)
    show_code(owner, app.code())
    owner.post("/accounts/logout/")
    thief, wrong = half_in(ada), _wrong(app.code())
    for _ in range(7):
        show_code(thief, next(wrong))
    owner.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
    assert 302 == show_code(owner, app.code(step=1)).status_code
    assert is_in(owner), "this browser is known, so it is counted by itself"


def test_wrong_codes_do_not_lock_the_password_nor_wrong_passwords_the_code(ada: Person) -> None:
    app = with_app(ada)
    cache.clear()
    client, wrong = half_in(ada), _wrong(app.code())
    for _ in range(6):
        show_code(client, next(wrong))
    half_in(ada)
    cache.clear()
    for _ in range(4):
        Client().post("/accounts/login/", {"login": ada.email, "password": "guess guess guess"})
    assert 302 == show_code(half_in(ada), app.code()).status_code


def test_an_owner_whose_codes_are_being_guessed_still_gets_in_with_a_passkey(ada: Person) -> None:
    app, key = with_app(ada), with_passkey(ada)
    client, wrong = half_in(ada), _wrong(app.code())
    for _ in range(8):
        show_code(client, next(wrong))
    assert 429 == show_code(half_in(ada), app.code()).status_code
    assert 302 == show_key(half_in(ada), key).status_code
    owner = Client()
    enter(owner, key)
    assert is_in(owner)


# --- no way round it --------------------------------------------------------------------------------------------------


def _sources() -> Iterator[tuple[Path, str]]:
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix in {".py", ".ts", ".html", ".json", ".toml"} and "node_modules" not in path.parts:
            yield path.relative_to(SOURCE), path.read_text(encoding="utf-8")


def test_no_bypass_and_no_built_in_code_stands_in_the_source() -> None:
    found = [(str(path), hit[0]) for path, text in _sources() for hit in SUSPICIOUS.finditer(text)]
    assert [] == found
    home = Path("modules/identity")
    assert [] == [(str(p), hit[1]) for p, text in _sources() if home in p.parents for hit in SIX_DIGITS.finditer(text)]


def test_the_search_finds_what_it_looks_for() -> None:
    for planted in (
        'DEV_MFA_CODE = "123456"',
        "MFA_TOTP_INSECURE_BYPASS_CODE",
        "if settings.TOTP_BYPASS:",
        "skip = otp_skip",
    ):
        assert SUSPICIOUS.search(planted), planted
    assert SIX_DIGITS.search('code == "123456"')


def test_no_setting_of_the_accounts_page_is_a_code_and_the_app_with_a_bypass_is_not_installed() -> None:
    assert not [name for name in vars(accounts) if SUSPICIOUS.search(name)]
    assert not [name for name in dir(settings) if name.startswith("MFA_")]
    assert "allauth.mfa" not in settings.INSTALLED_APPS


@pytest.mark.parametrize("mode", [{"DEBUG": True}, {"DEBUG": False}, {"IS_PRODUCTION": True}, {"IS_PRODUCTION": False}])
def test_the_usual_codes_open_nothing_in_any_mode(ada: Person, mode: dict[str, bool]) -> None:
    app = with_app(ada)
    with override_settings(**mode):
        client = half_in(ada)
        for code in USUAL:
            if code == app.code():
                continue
            cache.clear()
            assert 422 == show_code(client, code).status_code, code
        assert 422 == show_code(client, "").status_code
    assert not is_in(client)


def test_demo_people_are_asked_for_their_second_step_like_anybody() -> None:
    with tenancy.nowhere():
        seed.run(password="seven quiet herons waded")
    demo = Person.objects.get(email=seed.FOUNDER.email)
    assert not Factor.objects.exists(), "nobody gets a factor that others know"
    assert [False, False] == list(Person.objects.values_list("is_staff", flat=True))
    app = with_app(demo)
    client = half_in(demo)
    show_code(client, next(_wrong(app.code())))
    assert not is_in(client)
