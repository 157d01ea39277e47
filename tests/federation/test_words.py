"""What a provider's words are worth, rule by rule."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.kernel.privacy import Secret
from assay.modules.federation import policy
from assay.modules.federation.types import Kind, Metadata, Provider

LOGIN = "https://login.example"
TENANT = "0b1c2d3e-1111-4222-8333-444455556666"
ANN = "ann@example.com"
NOW = 2_000_000_000


def provider(kind: Kind) -> Provider:
    return Provider(key="x", label="X", kind=kind, issuer=LOGIN, client_id="us", client_secret=Secret("x" * 40))


def metadata(**more: Any) -> Metadata:
    place = f"{LOGIN}/x"
    return Metadata(issuer=LOGIN, authorization_endpoint=place, token_endpoint=place, jwks_uri=place, **more)


@pytest.mark.parametrize(
    ("kind", "claims", "is_proven"),
    [
        (Kind.MICROSOFT, {"email": ANN, "email_verified": True}, False),
        (Kind.MICROSOFT, {"email": ANN, "xms_edov": True}, True),
        (Kind.MICROSOFT, {"email": ANN, "xms_edov": "0"}, False),
        (Kind.COMPANY, {"email": ANN, "email_verified": True}, False),
        (Kind.OIDC, {"email": ANN, "email_verified": True}, True),
        (Kind.OIDC, {"email": ANN}, False),
        (Kind.GOOGLE, {"email": ANN, "email_verified": True}, False),
        (Kind.GOOGLE, {"email": ANN, "email_verified": True, "hd": "example.com"}, True),
        (Kind.GOOGLE, {"email": "ann@gmail.com", "email_verified": True}, True),
        (Kind.GOOGLE, {"email": "ann@gmail.com", "email_verified": False}, False),
    ],
)
def test_whose_word_proves_an_address(*, kind: Kind, claims: dict[str, Any], is_proven: bool) -> None:
    assert is_proven == policy.vouches(provider(kind), claims)


@pytest.mark.parametrize(
    ("kind", "claims", "issuer"),
    [
        (Kind.OIDC, {"tid": TENANT}, LOGIN),
        (Kind.MICROSOFT, {"tid": TENANT}, f"{LOGIN}/{TENANT}/v2.0"),
        (Kind.MICROSOFT, {"tid": f"{TENANT}/../x"}, ""),
        (Kind.MICROSOFT, {"tid": 7}, ""),
        (Kind.MICROSOFT, {}, ""),
    ],
)
def test_which_issuer_a_token_must_name(kind: Kind, claims: dict[str, Any], issuer: str) -> None:
    assert issuer == policy.token_issuer(provider(kind), claims)


@pytest.mark.parametrize(
    ("kind", "named", "says_it_names_itself", "may"),
    [
        (Kind.OIDC, "", False, True),
        (Kind.OIDC, "", True, False),
        (Kind.OIDC, LOGIN, True, True),
        (Kind.OIDC, f"{LOGIN}/", False, False),
        (Kind.MICROSOFT, f"{LOGIN}/{TENANT}/v2.0", False, True),
        (Kind.MICROSOFT, f"{LOGIN}/common/v2.0", False, False),
        (Kind.MICROSOFT, f"https://evil.example/{TENANT}/v2.0", False, False),
    ],
)
def test_whose_answer_it_can_be(*, kind: Kind, named: str, says_it_names_itself: bool, may: bool) -> None:
    assert may == policy.may_answer(provider(kind), metadata(names_itself=says_it_names_itself), named)


@pytest.mark.parametrize(
    ("kind", "expected", "described"),
    [
        (Kind.OIDC, LOGIN, f"{LOGIN}/.well-known/openid-configuration"),
        (Kind.MICROSOFT, f"{LOGIN}/{{tenantid}}/v2.0", f"{LOGIN}/common/v2.0/.well-known/openid-configuration"),
    ],
)
def test_where_a_provider_describes_itself_and_as_whom(kind: Kind, expected: str, described: str) -> None:
    assert (expected, described) == (policy.expected_issuer(provider(kind)), policy.description_of(provider(kind)))


@pytest.mark.parametrize(
    ("kind", "claims", "subject"),
    [
        (Kind.OIDC, {"sub": "7"}, "7"),
        (Kind.OIDC, {"sub": "7 8"}, ""),
        (Kind.OIDC, {"sub": 7}, ""),
        (Kind.OIDC, {}, ""),
        (Kind.MICROSOFT, {"sub": "s", "tid": "t", "oid": "o"}, "t/o"),
        (Kind.MICROSOFT, {"sub": "s", "tid": "t"}, "t/s"),
    ],
)
def test_what_somebody_is_always_called(kind: Kind, claims: dict[str, Any], subject: str) -> None:
    assert subject == policy.subject_of(provider(kind), claims)


@pytest.mark.parametrize(
    ("claims", "is_ours"),
    [
        ({"aud": "us"}, True),
        ({"aud": ["us"], "azp": "us"}, True),
        ({"aud": ["us", "them"]}, False),
        ({"aud": "us", "azp": "them"}, False),
        ({}, False),
    ],
)
def test_for_whom_a_token_was_made(*, claims: dict[str, Any], is_ours: bool) -> None:
    assert is_ours == policy.is_for_us(claims, client_id="us")


@pytest.mark.parametrize(
    ("kind", "claims", "address"),
    [
        (Kind.COMPANY, {"email": " Ann@Example.com "}, ANN),
        (Kind.COMPANY, {"email": ANN, "email_verified": True}, ANN),
        (Kind.COMPANY, {"email": ANN, "email_verified": False}, ""),
        (Kind.OIDC, {"email": ANN, "email_verified": False}, ANN),
        (Kind.OIDC, {"email": "a b@example.com"}, ""),
        (Kind.OIDC, {"email": f"{'a' * 60}@{'b.' * 120}com"}, ""),
        (Kind.OIDC, {"email": [ANN]}, ""),
        (Kind.OIDC, {}, ""),
    ],
)
def test_which_address_is_named(kind: Kind, claims: dict[str, Any], address: str) -> None:
    assert address == policy.address_of(provider(kind), claims)


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("https://a.example/b?c=d", True),
        ("http://127.0.0.1:9/x", True),
        ("https://user@a.example/", False),
        ("https://a.example/#x", False),
        ("https://a.example:x/", False),
        ("ftp://a.example/", False),
        ("https:///x", False),
        (None, False),
    ],
)
def test_where_a_browser_or_a_call_may_go(*, text: object, may: bool) -> None:
    assert may == policy.is_web_address(text)


@pytest.mark.parametrize(
    ("amr", "are_several"),
    [
        (["mfa"], True),
        (["pwd", "otp"], True),
        (["hwk", "pin"], True),
        (["fpt", "swk"], True),
        (["pwd"], False),
        (["pwd", "pin"], False),  # both are known
        (["otp", "hwk"], False),  # both are had
        (["pwd", "sms"], False),
        (["pwd", "kba"], False),
        (["MFA"], False),
        ([], False),
        ("mfa", False),
        ({"mfa": True}, False),
        (["mfa", 7], False),
        ([["mfa"]], False),
        (["mfa"] * 21, False),
        (None, False),
    ],
)
def test_what_shows_several_factors(*, amr: object, are_several: bool) -> None:
    assert are_several == policy.shows_several({"amr": amr}, named=())


@pytest.mark.parametrize(
    ("claims", "are_several"),
    [
        ({"acr": "phr"}, True),
        ({"acr": "phr "}, False),
        ({"acr": "0", "amr": ["mfa"]}, False),
        ({"amr": ["mfa"]}, False),
        ({"acr": ["phr"]}, False),
    ],
)
def test_where_values_are_named_they_decide_alone(*, claims: dict[str, Any], are_several: bool) -> None:
    assert are_several == policy.shows_several(claims, named=("phr", "phrh"))


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists))
def test_whatever_a_token_says_of_methods_and_moments_is_judged_without_falling_over(said: object) -> None:
    assert policy.shows_several({"amr": said}, named=()) in {True, False}
    assert not policy.shows_several({"acr": said}, named=("a value that nobody has",))
    assert policy.is_moment(said, now=NOW) == (
        isinstance(said, float) and not isinstance(said, bool) and 0 < said <= NOW + policy.LEEWAY
    )


@pytest.mark.parametrize(
    ("said", "is_one"),
    [
        (NOW, True),
        (NOW + policy.LEEWAY, True),
        (NOW + policy.LEEWAY + 1, False),
        (0, False),
        (True, False),
        ("1", False),
    ],
)
def test_what_is_a_moment_of_signing_in(*, said: object, is_one: bool) -> None:
    assert is_one == policy.is_moment(said, now=NOW)


@pytest.mark.parametrize(("age", "is_young"), [(0, True), (43_199, True), (43_200, False)])
def test_how_long_a_word_counts(*, age: int, is_young: bool) -> None:
    assert is_young == policy.is_young(NOW - age, now=NOW)


@pytest.mark.parametrize(("text", "is_one"), [("urn:mace:x", True), ("", False), ("a b", False), ("x" * 201, False)])
def test_what_is_an_acr_value(*, text: str, is_one: bool) -> None:
    assert is_one == policy.is_acr(text)
