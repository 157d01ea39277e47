"""Numbers as people read them, in the reader's language: money, percent, counts, spans, intervals.

Beliefs are rounded to three significant digits, because more would claim more than is known; what a person
typed or a source printed is kept as it is. Units are the engine's words: ``share``, ``money/month``,
``EUR``, ``months``, ``buyers``, ``hours/week``, ``ratio``, ``score`` …
"""

import math
import re
from collections.abc import Callable

from babel import Locale, UnknownLocaleError
from babel import numbers as cldr
from django.utils.translation import get_language, gettext, ngettext

NBSP = "\u00a0"
_CURRENCY = re.compile(r"^[A-Z]{3}$")


def plain(value: float, *, exact: bool = False) -> str:
    """A number with the reader's separators; three significant digits unless ``exact``."""
    return _localised(value if exact else significant(value, digits=3))


def percent(share: float, *, exact: bool = False) -> str:
    """A share of 1 as percent: whole from ten up, one decimal below, and never a false zero or hundred."""
    hundredfold = share * 100
    if not exact and 0 < hundredfold < 0.1:
        return f"<{NBSP}{_percent(0.001, decimals=1)}"
    if not exact and 99.5 <= hundredfold < 100:
        return f">{NBSP}{_percent(0.99, decimals=0)}"
    return _percent(share, decimals=2 if exact else _percent_decimals(hundredfold))


def money(amount: float, currency: str, *, exact: bool = False) -> str:
    """An amount in units of ``currency`` (not cents), e.g. ``€1,250`` or ``1.250 €`` by language."""
    shown = amount if exact else significant(amount, digits=3)
    is_whole = abs(shown) >= 1000 or math.isclose(shown, round(shown), abs_tol=0.004)
    shown = round(shown) if is_whole else shown
    pattern = cldr.parse_pattern(_locale().currency_formats["standard"].pattern)
    if is_whole:
        pattern.frac_prec = (0, 0)
    return _minus(pattern.apply(shown, _locale(), currency=currency, currency_digits=not is_whole))


def compact_money(amount: float, currency: str) -> str:
    """An amount for an axis: ``€12K``; nothing below a whole unit."""
    if abs(amount) < 1000:
        return money(float(round(amount)), currency)
    shown = cldr.format_compact_currency(amount, currency, locale=_locale(), fraction_digits=1)
    zero = f"{cldr.get_decimal_symbol(_locale())}0"
    return _minus(re.sub(f"{re.escape(zero)}(?!\\d)", "", shown))


def span(value: float, unit: str) -> str:
    """A length of time: minutes, hours, days, weeks, months, years."""
    shown = _rounded_span(value)
    return _SPANS[unit](shown) % {"count": _localised(shown)}


def number(value: float, unit: str, *, currency: str = "", exact: bool = False) -> str:
    """A value in an engine unit; ``a/b`` reads "… a b". ``currency`` is what the word money stands for."""
    base, _slash, per = unit.partition("/")
    if unit == "true/false":
        return percent(value, exact=exact)
    text = _base(value, currency if base == "money" else base, exact=exact)
    if per == "hour":
        return gettext("%(amount)s an hour") % {"amount": text}
    return gettext("%(amount)s a %(period)s") % {"amount": text, "period": _period(per)} if per else text


def interval(low: float, high: float, unit: str, *, currency: str = "") -> str:
    """Two ends and an en dash; a unit word stands once, after the second."""
    base = unit.partition("/")[0]
    first, second = (number(end, base, currency=currency) for end in (low, high))
    if first == second:
        return first
    if base in _SPANS or _is_word(base):
        first = _localised(_rounded_span(low) if base in _SPANS else _counted(low))
    return f"{first}{NBSP}–{NBSP}{second}"


def unit_label(unit: str) -> str:
    """A unit's word for people; an unknown one is shown as it is, underscores as spaces."""
    return unit.replace("_", " ")


def significant(value: float, *, digits: int) -> float:
    """Round to significant digits; 0 and infinities stay."""
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def _base(value: float, unit: str, *, exact: bool) -> str:
    if unit in _PERCENT_UNITS:
        return percent(value, exact=exact)
    if unit in _SPANS:
        return span(value, unit)
    if _CURRENCY.match(unit):
        return money(value, unit, exact=exact)
    if unit in _OTHER_UNITS:
        is_score = unit == "score"
        return (
            cldr.format_decimal(value, format="0.0", locale=_locale()) if is_score else f"{plain(value, exact=exact)}×"
        )
    is_word = _is_word(unit)
    text = _localised(value if exact else _counted(value)) if is_word else plain(value, exact=exact)
    return f"{text}{NBSP}{unit_label(unit)}" if is_word else text


def _is_word(unit: str) -> bool:
    return not (unit in _BARE_UNITS or unit in _PERCENT_UNITS or unit in _OTHER_UNITS or _CURRENCY.match(unit))


def _counted(value: float) -> float:
    """Customers, buyers, leads: whole from ten up, because nobody wins 92.6 of them."""
    rounded = significant(value, digits=3)
    return float(round(rounded)) if abs(rounded) >= 10 else rounded


def _rounded_span(value: float) -> float:
    return significant(value, digits=2) if abs(value) < 10 else float(round(value))


def _period(per: str) -> str:
    names = {
        "month": gettext("month"), "year": gettext("year"), "week": gettext("week"), "day": gettext("day"),
        "hour": gettext("hour"), "customer": gettext("customer"), "customer/month": gettext("customer and month"),
        "order": gettext("order"),
    }  # fmt: skip
    return names.get(per, unit_label(per))


def _locale() -> Locale:
    try:
        return Locale.parse(get_language() or "en", sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def _localised(value: float) -> str:
    if not math.isfinite(value):
        return "∞" if value > 0 else "−∞"
    return _minus(cldr.format_decimal(value, format="#,##0.######", locale=_locale()))


def _percent(share: float, *, decimals: int) -> str:
    digits = "." + "#" * decimals if decimals else ""
    pattern = _locale().percent_formats[None].pattern.replace("#,##0", f"#,##0{digits}")
    return _minus(cldr.format_percent(share, format=pattern, locale=_locale()))


def _percent_decimals(hundredfold: float) -> int:
    return 0 if abs(hundredfold) >= 9.95 else 1


def _minus(text: str) -> str:
    return text.replace("-", "−")


def _minutes(n: float) -> str:
    return ngettext("%(count)s minute", "%(count)s minutes", _plural(n))


def _hours(n: float) -> str:
    return ngettext("%(count)s hour", "%(count)s hours", _plural(n))


def _days(n: float) -> str:
    return ngettext("%(count)s day", "%(count)s days", _plural(n))


def _weeks(n: float) -> str:
    return ngettext("%(count)s week", "%(count)s weeks", _plural(n))


def _months(n: float) -> str:
    return ngettext("%(count)s month", "%(count)s months", _plural(n))


def _years(n: float) -> str:
    return ngettext("%(count)s year", "%(count)s years", _plural(n))


def _plural(n: float) -> int:
    return 1 if n == 1 else 2


_SPANS: dict[str, Callable[[float], str]] = {
    "minutes": _minutes, "hours": _hours, "days": _days, "weeks": _weeks, "months": _months, "years": _years,
}  # fmt: skip
_PERCENT_UNITS = frozenset({"share", "rate", "probability", "percent"})
_OTHER_UNITS = frozenset({"score", "ratio", "times"})
_BARE_UNITS = frozenset({"", "count", "number", "one", "1", "money"})
