"""Taking the log away is an entry itself; and what the rules find becomes an incident, told once."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from assay.kernel import clock
from assay.kernel.events import publish
from assay.modules.audit import api as audit
from assay.modules.comms import api as comms
from assay.modules.identity.api import Action, Actor, email_of, require
from assay.modules.watch import policy
from assay.modules.watch.events import LogExported
from assay.modules.watch.policy import RULES, Rule

EVERYTHING: Final = "all"


def note_export(actor: Actor, *, form: str) -> None:
    """Record that somebody exports the workspace's log, and seal what waits, so that the export is whole.

    Raises RoleTooLow below admin.
    """
    require(actor, Action.AUDIT_SEE)
    with transaction.atomic():
        publish(LogExported(workspace_id=actor.workspace_id, form=form))
    audit.seal_all()


def judge() -> int:
    """Let every rule look at the log; return how many incidents are new. Repeating it changes nothing."""
    now = clock.now()
    return sum(_open(rule, found, now) for rule in RULES for found in _found(rule, now))


def _found(rule: Rule, now: datetime) -> list[audit.Count]:
    since = now - rule.window
    counts = audit.count(_pattern(rule), since=since, until=now)
    if not rule.against:
        return counts
    good = audit.count(audit.Pattern(facts=rule.against, by=EVERYTHING, least=1), since=since, until=now)
    successes = sum(each.total for each in good)
    return [each for each in counts if policy.is_mostly(each.total, successes, ratio=rule.ratio)]


def _pattern(rule: Rule) -> audit.Pattern:
    return audit.Pattern(
        facts=rule.facts,
        by=rule.by,
        least=rule.least,
        spread=rule.spread,
        least_spread=rule.least_spread,
        only=rule.only,
    )


@transaction.atomic
def _open(rule: Rule, found: audit.Count, now: datetime) -> bool:
    window = policy.window_of(now, rule.window)
    incident = audit.Found(
        rule=rule.name,
        severity=rule.severity.value,
        about=found.about,
        total=found.total,
        person_id=found.person_id if rule.tells_owner else None,
    )
    is_new = audit.open_incident(incident, window=window)
    if is_new and rule.tells_owner:
        _tell(rule, found, window)
    return is_new


def _tell(rule: Rule, found: audit.Count, window: datetime) -> None:
    """Write to whose account it is; once for each window, whatever happens."""
    email = email_of(found.person_id) if found.person_id else None
    if email is None:
        return
    comms.send(
        f"watch/mail/{rule.name.replace('-', '_')}",
        to=email,
        context={
            "total": found.total,
            "minutes": int(rule.window.total_seconds() // 60),
            "page": f"{settings.BASE_URL}{reverse('watch:activity')}",
            "home": settings.BASE_URL,
            "address": email.reveal(),
        },
        key=f"watch:{rule.name}:{found.about}:{window.isoformat()}",
    )
