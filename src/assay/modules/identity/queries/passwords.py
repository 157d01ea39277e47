"""What makes a password unfit for a person, said in the form Django's validators have."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assay.kernel import clock, tenancy
from assay.modules.identity import models
from assay.modules.identity.providers.strength import strength
from assay.modules.identity.types import Strength, Weakness

LEAST_SCORE: Final = 3
KEPT: Final = 10
LOOK_AGAIN: Final = timedelta(days=7)

_WORDS: Final[dict[Weakness, str | Promise]] = {
    Weakness.YOURS: _("It is built on something that others know about you. Leave your name and address out."),
    Weakness.COMMON: _("It is close to one that many people use."),
    Weakness.WORD: _(
        "One word, however it is spelled, is guessed quickly. Put several together that do not belong so."
    ),
    Weakness.KEYS: _("Keys that lie side by side are guessed quickly."),
    Weakness.REPEAT: _("Repeating something makes it longer and hardly harder to guess."),
    Weakness.SEQUENCE: _("What follows on by itself, such as abc or 789, is guessed quickly."),
    Weakness.YEAR: _("Years and dates are guessed quickly."),
    Weakness.SHORT: _("Make it longer."),
}
_ADVICE: Final = _("Four words that have nothing to do with each other make a good one.")


def judged(password: str, person: models.Person | None) -> Strength:
    """Say how hard a password is to guess for somebody who knows the person."""
    return strength(password, own=_own(person))


def explained(found: Strength) -> list[str]:
    """Say why a password is easy to guess and what helps; nothing about one that is hard."""
    return [] if found.score >= LEAST_SCORE else [str(_WORDS[found.weakness]), str(_ADVICE)]


def was_used(person: models.Person, password: str) -> bool:
    """Tell whether this is the present password or one of the last ten. Hashes up to eleven times: never in a loop."""
    former = models.FormerPassword.objects.filter(person_id=person.pk).order_by("-created_at")
    kept = [person.password, *former.values_list("password", flat=True)[:KEPT]]
    return any(check_password(password, known) for known in dict.fromkeys(kept))


def is_due(person_id: UUID) -> bool:
    """Tell whether a person's password should be looked for among leaked ones again."""
    since = clock.now() - LOOK_AGAIN
    return not models.PasswordStanding.objects.filter(person_id=person_id, checked_at__gte=since).exists()


class HardToGuess:
    """Refuses what somebody who knows the person guesses within a hundred million attempts (score 3 of zxcvbn)."""

    def validate(self, password: str, user: models.Person | None = None) -> None:
        """Raise ValidationError with what makes it weak and what helps."""
        found = judged(password, user)
        if found.score < LEAST_SCORE:
            weak, advice = explained(found)
            raise ValidationError(
                _("Too easy to guess: %(score)d of 4, and 3 are needed. %(weak)s %(advice)s"),
                code="password_too_weak",
                params={"score": found.score, "weak": weak, "advice": advice},
            )

    def get_help_text(self) -> str:
        """Say nothing: the meter says more."""
        return ""


class NotUsedLately:
    """Refuses a person's last ten passwords."""

    def validate(self, password: str, user: models.Person | None = None) -> None:
        """Raise ValidationError for one of them."""
        if user is not None and not user._state.adding and was_used(user, password):  # noqa: SLF001 -- Django's own word
            raise ValidationError(_("You have used this password before. Choose a new one."), code="password_used")

    def get_help_text(self) -> str:
        """Say nothing: few people meet this."""
        return ""


def _own(person: models.Person | None) -> list[str]:
    if person is None:
        return []
    mine = models.Membership.objects.filter(person_id=person.pk).values("workspace_id")
    if person._state.adding:  # noqa: SLF001 -- Django's own word
        return [person.email, person.name]
    with tenancy.person(person.pk):
        rooms = [room.name for room in models.Workspace.objects.filter(pk__in=mine, is_personal=False)]
    return [person.email, person.name, *rooms]
