"""Countries and currencies as people choose them, named in their language (CLDR, through Babel)."""

from functools import cache

from babel import Locale
from django.utils.translation import get_language

_GROUPS = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})  # groups and test codes among the two-letter ones
COMMON_CURRENCIES = (
    "USD",
    "EUR",
    "GBP",
    "INR",
    "CAD",
    "AUD",
    "CHF",
    "JPY",
    "CNY",
    "BRL",
    "MXN",
    "SEK",
    "NOK",
    "DKK",
    "PLN",
    "CZK",
    "ZAR",
    "NGN",
    "KES",
    "AED",
    "SGD",
    "HKD",
    "NZD",
    "TRY",
    "ILS",
    "KRW",
    "PHP",
    "IDR",
)


def country_names() -> tuple[tuple[str, str], ...]:
    """ISO 3166 code and name, by name."""
    return _countries(get_language() or "en")


def currencies() -> list[tuple[str, str]]:
    """ISO 4217 code, and code with name; the common ones, most used first."""
    return list(_currencies(get_language() or "en"))


@cache
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(language, sep="-").territories
    known = {code: name for code, name in names.items() if len(code) == 2 and code.isalpha() and code not in _GROUPS}
    return tuple(sorted(known.items(), key=lambda pair: pair[1]))


@cache
def _currencies(language: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(language, sep="-").currencies
    return tuple((code, f"{code} – {names.get(code, code)}") for code in COMMON_CURRENCIES)
