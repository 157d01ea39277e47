"""What is wrong with an idea file (``check``) and what is missing for a verdict (``missing``)."""

from collections.abc import Iterator

from assay.engine.economics.mapping import INDISPENSABLE
from assay.engine.inputs import Choice, Default, Founder, IdeaInput, Money
from assay.engine.library import EVIDENCE_TYPES, TEMPLATES, Measure, Template
from assay.engine.result import Problem
from assay.engine.types import Family, Range, Record

MONTHS = (12, 18, 24, 36)
_LONGEST = {"/name": 80, "/sentence": 240, "/description": 4000}
_MOST_ALTERNATIVES = 8
_MOST = 1e12  # no amount of a small business is larger; keeps every power and product finite
_STRETCH = (1.0, 3.0)
_HOURS_IN_A_WEEK = 168.0

type Problems = Iterator[Problem]


def check(idea: IdeaInput) -> tuple[Problem, ...]:
    """Everything wrong across fields, each with its JSON pointer; empty for an idea that can be worked out."""
    return (
        *_texts(idea),
        *_ranges(idea),
        *_shares(idea.money),
        *_asked(idea),
        *_founder(idea.founder),
        *_choices(idea.choices),
        *_defaults(idea.defaults),
        *_evidence(idea.evidence),
    )


def missing(idea: IdeaInput) -> tuple[Problem, ...]:
    """What a verdict cannot do without (product-core 5.14, rule 1), by field."""
    has_price = idea.money.price is not None or any(default.template == "V1" for default in idea.defaults)
    has_price = has_price or any(choice.template == "V1" and choice.range for choice in idea.choices)
    rows = (
        (idea.archetype is None, "/archetype", "Choose what kind of business it is."),
        (idea.founder.goal.profit is None, "/founder/goal/profit", "Say what profit a month would be enough."),
        (not has_price, "/money/price", "Say what a customer is to pay, even roughly."),
        (not idea.customer.role.strip() and idea.customer.type is None, "/customer/role", "Say who the customer is."),
        (idea.founder.affordable_loss is None, "/founder/affordable_loss", "Say how much you can afford to lose."),
    )
    return tuple(Problem(pointer=pointer, detail=detail) for is_missing, pointer, detail in rows if is_missing)


def _texts(idea: IdeaInput) -> Problems:
    texts = {"/name": idea.name, "/sentence": idea.sentence, "/description": idea.description}
    if not idea.name.strip():
        yield Problem(pointer="/name", detail="Give the idea a name.")
    for pointer, text in texts.items():
        if len(text) > _LONGEST[pointer]:
            yield Problem(pointer=pointer, detail=f"Keep it within {_LONGEST[pointer]} characters.")
    if len(idea.offer.alternatives) > _MOST_ALTERNATIVES:
        yield Problem(pointer="/offer/alternatives", detail=f"Name at most {_MOST_ALTERNATIVES} alternatives.")


def _ranges(idea: IdeaInput) -> Problems:
    money, problem = idea.money, idea.problem
    stated = {
        "/customer/reachable": idea.customer.reachable,
        "/problem/frequency": problem.frequency,
        "/problem/spend": problem.spend,
        "/problem/hours_lost": problem.hours_lost,
        "/money/price": money.price,
        "/money/unit_cost": money.unit_cost,
        "/money/fixed_cost": money.fixed_cost,
        "/money/capex": money.capex,
        "/money/first_sale_hours": money.first_sale_hours,
        "/money/leads": money.leads,
        "/money/days_to_cash": money.days_to_cash,
    }
    for pointer, each in stated.items():
        if each is not None:
            yield from _range(pointer, each, lowest=0.0, highest=_MOST)
    if money.price is not None and money.price.low <= 0.0:
        yield Problem(pointer="/money/price/low", detail="A price is more than nothing.")


def _range(pointer: str, stated: Range, *, lowest: float, highest: float) -> Problems:
    """A range rises by its own making; here it is held against what its field can be."""
    if stated.low < lowest or stated.high > highest:
        yield Problem(pointer=pointer, detail=f"Stay between {lowest:g} and {highest:g}.")


def _shares(money: Money) -> Problems:
    for pointer, stated in {"/money/gross_margin": money.gross_margin, "/money/paid_share": money.paid_share}.items():
        if stated is not None:
            yield from _range(pointer, stated, lowest=0.0, highest=1.0)
    if len(money.currency) != 3 or not money.currency.isalpha() or not money.currency.isascii():
        yield Problem(pointer="/money/currency", detail="Use the three letters of the currency.")


def _asked(idea: IdeaInput) -> Problems:
    asked, acted = idea.problem.asked, idea.problem.acted
    if any(count is not None and count < 0 for count in (asked, acted, idea.customer.prospects)):
        yield Problem(pointer="/problem/asked", detail="Count people from zero.")
    elif acted is not None and acted > (asked or 0):
        yield Problem(pointer="/problem/acted", detail="No more people can have acted than were asked.")


def _founder(founder: Founder) -> Problems:
    amounts = {"cash": founder.cash, "affordable_loss": founder.affordable_loss, "wage": founder.wage}
    for name, amount in amounts.items():
        if amount is not None and not 0.0 <= amount <= _MOST:
            yield Problem(pointer=f"/founder/{name}", detail="Give an amount from zero.")
    hours = founder.hours_per_week
    if hours is not None and not 0.0 < hours <= _HOURS_IN_A_WEEK:
        yield Problem(pointer="/founder/hours_per_week", detail="A week has between zero and 168 hours.")
    if founder.goal.profit is not None and not abs(founder.goal.profit) <= _MOST:
        yield Problem(pointer="/founder/goal/profit", detail="Give a plain amount.")
    if founder.goal.month not in MONTHS:
        yield Problem(pointer="/founder/goal/month", detail="Choose month 12, 18, 24 or 36.")
    if not _STRETCH[0] <= founder.stretch <= _STRETCH[1]:
        yield Problem(pointer="/founder/stretch", detail="The stretch lies between 1 and 3.")


def _choices(choices: tuple[Choice, ...]) -> Problems:
    for place, choice in enumerate(choices):
        pointer = f"/choices/{place}"
        template = TEMPLATES.get(choice.template)
        if template is None:
            yield _unknown(f"{pointer}/template", choice.template)
        elif choice.removed_because.strip() and choice.template in INDISPENSABLE:
            yield Problem(pointer=f"{pointer}/removed_because", detail="The economics cannot do without this one.")
        elif choice.range is not None:
            yield from _range(f"{pointer}/range", choice.range, lowest=0.0, highest=_highest(template))
        if choice.range is None and not choice.removed_because.strip():
            yield Problem(pointer=pointer, detail="Give your range, or the reason for taking it out.")


def _highest(template: Template) -> float:
    return 1.0 if template.family in {Family.RATE, Family.GATE} else _MOST


def _unknown(pointer: str, template: str) -> Problem:
    return Problem(pointer=pointer, detail=f"There is no assumption {template!r}.")


def _defaults(defaults: tuple[Default, ...]) -> Problems:
    for place, default in enumerate(defaults):
        pointer = f"/defaults/{place}"
        template = TEMPLATES.get(default.template)
        if template is None:
            yield _unknown(f"{pointer}/template", default.template)
            continue
        highest = _highest(template)
        if not 0.0 < default.q10 < default.q90 or default.q90 > highest or (highest == 1.0 and default.q90 == 1.0):
            yield Problem(pointer=pointer, detail="q10 and q90 have to rise and lie inside the assumption's range.")


def _evidence(records: tuple[Record, ...]) -> Problems:
    seen: set[str] = set()
    for place, record in enumerate(records):
        pointer = f"/evidence/{place}"
        if record.id in seen:
            yield Problem(pointer=f"{pointer}/id", detail="Each row needs an id of its own.")
        seen.add(record.id)
        yield from checked_record(record, pointer)


def checked_record(record: Record, pointer: str = "") -> Problems:
    """What is wrong with one ledger row."""
    template, kind = TEMPLATES.get(record.template), EVIDENCE_TYPES.get(record.type)
    if template is None:
        yield _unknown(f"{pointer}/template", record.template)
        return
    if kind is None:
        yield Problem(pointer=f"{pointer}/type", detail=f"There is no evidence type {record.type!r}.")
    elif kind.bears_on(record.template) is None:
        yield Problem(pointer=f"{pointer}/type", detail=f"“{kind.label}” says nothing about “{template.label}”.")
    if record.age_months < 0.0 or record.cluster_size < 1.0:
        yield Problem(pointer=pointer, detail="Age counts from zero, the cluster size from one.")
    yield from _numbers(record, template, pointer)


def _numbers(record: Record, template: Template, pointer: str) -> Problems:
    """Whether the row carries what its assumption is measured by."""
    match template.measure:
        case Measure.PROPORTION if not _is_proportion(record):
            yield Problem(pointer=pointer, detail="Say how many (k) of how many (n), with k at most n.")
        case Measure.MEAN if not _is_mean(record, _highest(template)):
            yield Problem(
                pointer=pointer,
                detail="Give the mean (more than zero), the number of values (n) and no spread below zero.",
            )
        case Measure.COUNT if not _is_count(record):
            yield Problem(pointer=pointer, detail="Give the count (k) and over how many units (exposure).")
        case Measure.HOLDS if record.holds is None:
            yield Problem(pointer=f"{pointer}/holds", detail="Say whether it holds.")
        case _:
            return


def _is_proportion(record: Record) -> bool:
    k, n = record.k, record.n
    return k is not None and n is not None and 0 <= k <= n and 0 < n <= _MOST


def _is_mean(record: Record, highest: float) -> bool:
    mean, n, sd = record.mean, record.n or 0, record.sd
    return mean is not None and 0.0 < mean <= highest and 0 < n <= _MOST and (sd is None or 0.0 <= sd <= _MOST)


def _is_count(record: Record) -> bool:
    k, exposure = record.k, record.exposure
    return k is not None and exposure is not None and 0 <= k <= _MOST and 0 < exposure <= _MOST
