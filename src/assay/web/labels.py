"""Plain words for what a test showed, who was asked and how bad a risk is: never the bare value of an enum."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A word, the tone of its badge, and what it means."""

    word: Promise
    tone: str = ""
    meaning: Promise | str = ""


STRENGTHS: dict[str, Label] = {
    "pays": Label(word=_("People paid"), tone="good", meaning=_("Money changed hands. Nothing says more.")),
    "does": Label(
        word=_("People acted"),
        tone="accent",
        meaning=_("They gave time, a contact or a click: less than money, more than words."),
    ),
    "says": Label(
        word=_("People said"),
        tone="warn",
        meaning=_("Opinions and memories. Good for finding the problem, weak on whether they buy."),
    ),
    "technical": Label(
        word=_("Technical check"),
        tone="info",
        meaning=_("Whether you can build and deliver it, in the hours you have."),
    ),
    "research": Label(
        word=_("Research"),
        meaning=_("What others wrote down or were asked to confirm. Fast, and about others rather than your offer."),
    ),
    "none": Label(word=_("Nothing yet")),
}
RECRUITMENTS: dict[str, Label] = {
    "cold": Label(word=_("strangers")),
    "panel": Label(word=_("a paid panel")),
    "warm": Label(word=_("introduced by somebody")),
    "friends": Label(word=_("friends and family")),
}
SEVERITIES: dict[str, Label] = {
    "high": Label(word=_("High risk"), tone="bad"),
    "medium": Label(word=_("Medium risk"), tone="warn"),
    "low": Label(word=_("Low risk"), tone="good"),
}
DECISIONS: dict[str, Label] = {
    "stop": Label(word=_("then stop"), tone="bad"),
    "test": Label(word=_("then test on"), tone="warn"),
    "commit": Label(word=_("then commit"), tone="good"),
}
ALTERNATIVES: dict[str, Label] = {
    "competitor": Label(word=_("Competitor")),
    "substitute": Label(word=_("Another way to solve it")),
    "nothing": Label(word=_("Doing nothing")),
}
