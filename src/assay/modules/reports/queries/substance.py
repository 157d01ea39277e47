"""Sections on the substance: evidence, market, alternatives, money, drivers, tests, risks, plan, base rates."""

from collections.abc import Mapping

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assay.engine.inputs import Alternative, IdeaInput
from assay.engine.library import EVIDENCE_TYPES, TEMPLATES
from assay.engine.registry import SOURCES, SURVIVAL
from assay.engine.result import Milestone, NextTest, RiskOut, ValidationResult
from assay.engine.types import Kind, Quantity
from assay.modules.reports.queries.lines import all_of, joined, named, number, quoted, said, spread, words
from assay.modules.reports.types import Block, Items, Line, Paragraph, Picture, Structural, Table, Tone
from assay.modules.validation.api import Evidence, Pictures
from assay.web.labels import ALTERNATIVES, DECISIONS, SEVERITIES

type Numbers = Mapping[str, Quantity]
MARKET = ("D4", "D1", "D6", "V4")


def ledger(rows: tuple[Evidence, ...]) -> tuple[Block, ...]:
    """Every record with what it says; corrected ones are dimmed."""
    if not rows:
        return (Paragraph(line=words(_("No evidence has been logged yet. Everything rests on guesses and defaults."))),)
    head = (_("Row"), _("When"), _("What"), _("About"), _("Outcome"), _("Checksum"))
    cells = tuple(_evidence(row) for row in rows)
    dim = frozenset(i for i, row in enumerate(rows) if row.corrected_by)
    note = words(_("Self-reported by the founder. Rows are never changed; a correction is a later row."))
    return (Table(title=_("Evidence ledger"), head=head, rows=cells, dim=dim), Paragraph(line=note, tone=Tone.QUIET))


def market(result: ValidationResult) -> tuple[Block, ...]:
    """The market from below: how many can be reached, how many have the problem, how many pay."""
    known = [a for a in result.assumptions if a.template in MARKET]
    rows = tuple((words(a.name), number(a.posterior), spread(a.posterior)) for a in known)
    if not rows:
        return ()
    blocks: list[Block] = [Table(title=_("From below"), head=(_("Part"), _("Known now"), _("Range")), rows=rows)]
    if result.economics is not None:
        need = joined(words(_("Customers needed for the goal:")), number(result.economics.customers_needed))
        have = joined(words(_("Customers at the goal's month:")), number(result.economics.customers_at_goal))
        blocks.append(Items(lines=(need, have)))
    return tuple(blocks)


def alternatives(answers: IdeaInput, currency: str) -> tuple[Block, ...]:
    """What people use instead, as the founder named it, marked by who looked."""
    if not answers.offer.alternatives:
        return (
            Paragraph(line=words(_("No alternative has been named yet. There is always one, if only doing nothing."))),
        )
    head = (_("Alternative"), _("Kind"), _("Price"), _("Looked at"))
    rows = tuple(_alternative(option, currency, i) for i, option in enumerate(answers.offer.alternatives, start=1))
    return (Table(title=_("What people use instead"), head=head, rows=rows),)


def money(result: ValidationResult, pictures: Pictures, numbers: Numbers) -> tuple[Block, ...]:
    """Cash fan, break-even and the economics as a list."""
    blocks: list[Block] = []
    if result.economics is None:
        return ()
    if result.economics.extra_customer_loses is not None:
        warning = said(result.economics.extra_customer_loses, numbers)
        blocks.append(Paragraph(line=warning, tone=Tone.WARNING))
    if pictures.fan is not None:
        blocks.append(Picture(title=_("Cash over the months"), figure=pictures.fan))
    if pictures.break_even is not None:
        blocks.append(Picture(title=_("Break-even"), figure=pictures.break_even))
    blocks.append(_economics(result))
    return tuple(blocks)


def drivers(pictures: Pictures) -> tuple[Block, ...]:
    """What moves the result most, and what is worth knowing."""
    pairs = ((_("What drives it"), pictures.tornado), (_("Where knowing is worth most"), pictures.importance))
    return tuple(Picture(title=title, figure=figure) for title, figure in pairs if figure is not None)


def tests(result: ValidationResult, pictures: Pictures, numbers: Numbers) -> tuple[Block, ...]:
    """The next tests with cost, size and how to run them."""
    if not result.next_tests:
        return (Paragraph(line=words(_("No test is worth its cost now."))),)
    blocks: list[Block] = []
    if pictures.tests is not None:
        blocks.append(Picture(title=_("Worth and cost of the tests"), figure=pictures.tests))
    for test in result.next_tests:
        blocks += _test(test, numbers)
    return tuple(blocks)


def risks(result: ValidationResult, numbers: Numbers) -> tuple[Block, ...]:
    """Gates and risks with what to do about each."""
    head = (_("Risk"), _("Severity"), _("Chance"), _("What to do"))
    rows = tuple(_risk(risk, numbers) for risk in result.risks)
    return (Table(title=_("Risks and gates"), head=head, rows=rows),) if rows else ()


def plan(result: ValidationResult, numbers: Numbers) -> tuple[Block, ...]:
    """The 30/60/90-day plan, the go/no-go list and whom to ask what."""
    found = result.plan
    if found is None:
        return ()
    blocks: list[Block] = []
    if found.kill_switch is not None:
        blocks.append(Paragraph(line=said(found.kill_switch, numbers), tone=Tone.WARNING))
    for milestone in found.milestones:
        blocks += _milestone(milestone, numbers)
    checks = tuple((words(_met(item.is_met)), said(item.statement, numbers)) for item in found.checklist)
    if checks:
        blocks.append(Table(title=_("Go or no-go"), head=(_("State"), _("Condition")), rows=checks))
    asks = tuple((words(q.ask), words(q.listen_for), words(q.act_on)) for q in found.questions)
    if asks:
        blocks.append(Table(title=_("Whom to ask what"), head=(_("Ask"), _("Listen for"), _("Then")), rows=asks))
    return tuple(blocks)


def base_rates(sector: str | None) -> tuple[Block, ...]:
    """How long firms of this kind live, as context only."""
    rows = [survival for survival in SURVIVAL if survival.naics == sector] if sector else []
    chosen = (rows or [survival for survival in SURVIVAL if survival.naics is None])[0]
    source = SOURCES[chosen.source_id]
    cells = tuple(
        ((Structural(str(year)),), number(survival_quantity(chosen.cohort, year, percent, chosen.source_id)))
        for year, percent in chosen.shares
    )
    note = words(_("About establishments with employees, not about ideas. It is context and enters no number here."))
    title = _("Still alive after so many years")
    return (
        Paragraph(line=joined(quoted(f"{chosen.sector}, {chosen.cohort}."), quoted(source.citation))),
        Table(title=title, head=(_("Year"), _("Alive")), rows=cells),
        Paragraph(line=note, tone=Tone.QUIET),
    )


def survival_quantity(cohort: str, year: int, percent: float, source_id: str) -> Quantity:
    """A base rate as a cited number."""
    return Quantity(
        id=f"base_rate.{year}",
        label=_("Share of establishments still alive"),
        unit="share",
        kind=Kind.CITED_BENCHMARK,
        source_id=source_id,
        value=percent / 100,
        as_of=cohort,
    )


def _evidence(row: Evidence) -> tuple[Line, ...]:
    kind, template = EVIDENCE_TYPES[row.record.type], TEMPLATES[row.record.template]
    return (
        (Structural(str(row.position)),),
        (Structural(date_format(row.happened_on, "DATE_FORMAT")),),
        joined(words(kind.label), quoted(row.note), by=" – "),
        words(template.label),
        outcome(row),
        (Structural(row.hash[:12]),),
    )


def outcome(row: Evidence) -> Line:
    """What a record says, in the founder's own figures."""
    record = row.record
    if record.holds is not None:
        return words(_("It holds.") if record.holds else _("It does not hold."))
    if record.mean is not None:
        return _logged(row, "mean", record.mean) + words(_(" on average, from ")) + _logged(row, "n", record.n)
    if record.n is not None:
        return _logged(row, "k", record.k) + words(_(" of ")) + _logged(row, "n", record.n)
    return _logged(row, "k", record.k) + words(_(" over ")) + _logged(row, "exposure", record.exposure)


def _logged(row: Evidence, name: str, value: float | None) -> Line:
    return number(
        Quantity(
            id=f"evidence.{row.position}.{name}",
            label=_("Logged figure"),
            unit="",
            kind=Kind.LOGGED_EVIDENCE,
            source_id=f"ledger:{row.position}",
            value=value,
            as_of=row.happened_on.isoformat(),
        )
    )


def _alternative(option: Alternative, currency: str, number_in_list: int) -> tuple[Line, ...]:
    price = Quantity(
        id=f"alternative.{number_in_list}.price",
        label=_("Price of an alternative"),
        unit=currency,
        kind=Kind.FOUNDER_INPUT,
        source_id="founder:wizard",
        value=option.price,
    )
    looked = _("the founder looked at it") if option.is_seen else _("not verified")
    return (
        quoted(option.name),
        words(str(ALTERNATIVES[option.kind.value].word)),
        number(price) if option.price is not None else number(None),
        words(looked),
    )


def _economics(result: ValidationResult) -> Table:
    money_out = result.economics
    if money_out is None:
        raise ValueError("a result without economics has no such table")
    shown = (
        money_out.profit_at_goal,
        money_out.customers_at_goal,
        money_out.unit_contribution,
        money_out.ltv,
        money_out.ltv_cac,
        money_out.cac_payback_months,
        money_out.break_even_month,
        money_out.payback_month,
        money_out.min_cash,
        money_out.cash_end,
        money_out.npv,
        money_out.hours_at_ten_times,
    )
    rows = tuple((named(quantity.label), number(quantity), spread(quantity)) for quantity in shown)
    return Table(title=_("The economics"), head=(_("Number"), _("Middle"), _("Range")), rows=rows)


def _test(test: NextTest, numbers: Numbers) -> list[Block]:
    costs = (
        joined(words(_("With how many:")), number(test.n)),
        joined(words(_("Costs:")), number(test.cash)),
        joined(words(_("Work:")), number(test.hours)),
        joined(words(_("Takes:")), number(test.days)),
        joined(words(_("Worth after its cost:")), number(test.net)),
    )
    blocks: list[Block] = [
        Paragraph(line=words(test.name), tone=Tone.STRONG),
        Paragraph(line=said(test.question, numbers)),
        Paragraph(line=words(test.how), tone=Tone.QUIET),
        Items(lines=costs),
    ]
    rule = tuple(
        joined(number(s.first), words("–"), number(s.last), words(f", {DECISIONS[s.decision.value].word}"), by="")
        for s in test.rule
    )
    return [*blocks, Items(lines=rule)] if rule else blocks


def _risk(risk: RiskOut, numbers: Numbers) -> tuple[Line, ...]:
    name = joined(words(risk.name), said(risk.statement, numbers), by=" – ")
    return (
        name,
        words(str(SEVERITIES[risk.severity.value].word)),
        number(risk.probability),
        said(risk.mitigation, numbers),
    )


def _milestone(milestone: Milestone, numbers: Numbers) -> list[Block]:
    title = (*words(_("Day")), *words(" "), Structural(str(milestone.day)))
    lines = all_of(said(action, numbers) for action in (*milestone.actions, *milestone.success))
    return [Paragraph(line=title, tone=Tone.STRONG), Items(lines=lines)]


def _met(is_met: bool | None) -> str:  # noqa: FBT001 - the three states of a checklist line
    return _("not known") if is_met is None else (_("met") if is_met else _("not met"))
