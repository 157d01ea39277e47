"""Amounts of money: whole minor units and an ISO 4217 currency; never a float."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from typing import Self, override


class Currency(StrEnum):
    """Currencies the product reckons in (ISO 4217)."""

    EUR = "EUR"
    USD = "USD"
    GBP = "GBP"
    CHF = "CHF"
    SEK = "SEK"
    NOK = "NOK"
    DKK = "DKK"
    PLN = "PLN"
    CZK = "CZK"
    CAD = "CAD"
    AUD = "AUD"
    INR = "INR"
    BRL = "BRL"
    JPY = "JPY"
    KWD = "KWD"


_DIGITS = {Currency.JPY: 0, Currency.KWD: 3}


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies were put together."""


@dataclass(frozen=True, slots=True)
class Money:
    """``minor`` units (cents) of ``currency``."""

    minor: int
    currency: Currency

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"money is counted in whole minor units, not in {type(self.minor).__name__}")

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: Currency) -> Self:
        """Make money from major units, rounded half to even at the currency's last digit."""
        scaled = Decimal(amount).scaleb(digits(currency))
        return cls(int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_EVEN)), currency)

    def amount(self) -> Decimal:
        """Return the amount in major units, exactly."""
        return Decimal(self.minor).scaleb(-digits(self.currency))

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __mul__(self, factor: int) -> "Money":
        return Money(self.minor * factor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other)

    def split(self, *, parts: int) -> "tuple[Money, ...]":
        """Share out without losing a unit: the first parts carry what does not divide."""
        if parts < 1:
            raise ValueError("money is split into at least one part")
        share, rest = divmod(self.minor, parts)
        return tuple(Money(share + (1 if index < rest else 0), self.currency) for index in range(parts))

    @override
    def __str__(self) -> str:
        return f"{self.amount():.{digits(self.currency)}f} {self.currency}"

    def _same(self, other: "Money") -> int:
        if other.currency is not self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} do not add up without a rate")
        return other.minor


def digits(currency: Currency) -> int:
    """Return how many decimal digits the currency has (ISO 4217)."""
    return _DIGITS.get(currency, 2)
