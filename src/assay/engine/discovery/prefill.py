"""A chosen opportunity as the start of a validation: its defaults become priors, the profile fills the rest."""

from assay.engine.discovery.catalogue import Entry, Span
from assay.engine.discovery.income import spans_of
from assay.engine.discovery.profile import Profile
from assay.engine.discovery.terms import Terms, terms_of
from assay.engine.inputs import (
    Alternative,
    Customer,
    Default,
    Dependency,
    DependencyKind,
    Founder,
    Goal,
    IdeaInput,
    Money,
    Offer,
    Problem,
)
from assay.engine.intervals import TIER_WIDENING
from assay.engine.library import TEMPLATES
from assay.engine.scales import from_scale, to_scale

_GOOD_LEVEL = 3  # from here on a skill counts as had
_NOTABLE = 0.5  # a dependence worth a gate of its own


def idea_from(entry: Entry, profile: Profile) -> IdeaInput:
    """The idea an entry opens as. Its figures stand in ``defaults``, never in the founder's own answers.

    Price and the other ranges stay unanswered on purpose: a range in ``money`` would count as the founder's word.
    Money is carried into the profile's currency at the registry's rough rate.
    """
    terms = terms_of(profile)
    return IdeaInput(
        name=entry.title[:80],
        archetype=entry.archetype,
        sentence=entry.one_liner[:240],
        sector=entry.sector,
        customer=_customer(entry, profile),
        problem=Problem(category=entry.problem, workaround=entry.workaround),
        offer=_offer(entry),
        money=Money(currency=profile.currency, revenue_model=entry.revenue_model),
        founder=_founder(entry, profile, terms),
        defaults=defaults_of(entry, per_dollar=terms.per_dollar),
    )


def defaults_of(entry: Entry, *, per_dollar: float = 1.0) -> tuple[Default, ...]:
    """The entry's spans as priors by assumption template, money times ``per_dollar``.

    A prior widens what it is given by its tier; a span already holds that doubt. So it is drawn in first, and the
    belief after the widening is the span that the founder was shown.
    """
    return tuple(_default(entry, template, span, per_dollar) for template, span in sorted(spans_of(entry).items()))


def _default(entry: Entry, template: str, span: Span, per_dollar: float) -> Default:
    family = TEMPLATES[template].family
    low, high = float(to_scale(family, span.q10)), float(to_scale(family, span.q90))
    half = (high - low) / 2.0 / TIER_WIDENING[span.tier]
    rate = per_dollar if TEMPLATES[template].is_money else 1.0
    ends = [float(from_scale(family, (low + high) / 2.0 + side * half)) * rate for side in (-1.0, 1.0)]
    source = f"assay-catalogue:{entry.id}"
    return Default(template=template, q10=ends[0], q90=ends[1], tier=span.tier, source_id=source)


def _customer(entry: Entry, profile: Profile) -> Customer:
    return Customer(
        role=entry.buyer.role[:80],
        trigger=entry.buyer.trigger,
        payer=entry.buyer.payer,
        type=entry.buyer.type,
        country=profile.country,
    )


def _offer(entry: Entry) -> Offer:
    return Offer(
        solution=entry.one_liner,
        alternatives=tuple(Alternative(name=option.name[:80], kind=option.kind) for option in entry.alternatives[:8]),
        dependencies=_dependencies(entry),
    )


def _dependencies(entry: Entry) -> tuple[Dependency, ...]:
    character = entry.character
    known = (
        (character.platform_risk, DependencyKind.PLATFORM, "A platform that can shut the door"),
        (character.regulation, DependencyKind.REGULATOR, "Rules that can change"),
    )
    return tuple(Dependency(kind=kind, name=name) for weight, kind, name in known if weight >= _NOTABLE)


def _founder(entry: Entry, profile: Profile, terms: Terms) -> Founder:
    needed = set(entry.demands.licences)
    income = terms.income * terms.per_dollar
    return Founder(
        hours_per_week=terms.hours,
        cash=None if terms.cash is None else terms.cash * terms.per_dollar,
        affordable_loss=profile.affordable_loss,
        wage=profile.wage,
        goal=Goal(type=terms.goal_type, profit=income, month=profile.goal_month),
        risk=profile.risk,
        skills=tuple(sorted(skill for skill, level in terms.levels.items() if level >= _GOOD_LEVEL)),
        holds_licence=needed <= terms.licences if needed else None,
    )
