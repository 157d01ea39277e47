"""A profile in the catalogue's own terms: US dollars, hours a week, levels by skill; what is unknown stays None."""

from collections.abc import Mapping
from dataclasses import dataclass

from assay.engine.discovery.intake import GOAL_OF, hours_of, levels_of, usual_cash, usual_income
from assay.engine.discovery.profile import Network, Profile
from assay.engine.discovery.words import Ambition, Area, Exclusion, Licence, WorkStyle
from assay.engine.economics.shape import WEEKS_PER_MONTH
from assay.engine.frame import DEFAULT_HOURS_PER_WEEK, WAGE_OF_GOAL
from assay.engine.inputs import GoalType
from assay.engine.registry import money_scale
from assay.engine.types import Risk


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the rules of discovery read; money in US dollars."""

    hours: float | None
    cash: float | None
    affordable_loss: float | None
    deadline: float | None  # months
    income: float  # owner profit a month
    goal_month: int
    wage: float  # per hour
    working_hours: float  # hours a week the income is reckoned with
    risk: Risk
    ambition: Ambition | None
    area: Area | None
    levels: Mapping[str, int]
    years: Mapping[str, float]
    networks: tuple[Network, ...]
    styles: frozenset[WorkStyle]
    languages: frozenset[str]
    country: str | None
    licences: frozenset[Licence]
    exclusions: frozenset[Exclusion]
    per_dollar: float

    @property
    def goal_type(self) -> GoalType:
        """The validation goal this founder's ambition stands for."""
        return GoalType.INCOME if self.ambition is None else GOAL_OF[self.ambition]

    @property
    def is_remote_only(self) -> bool:
        """Whether the founder asked to work remotely and did not also offer to be on site."""
        return WorkStyle.REMOTE in self.styles and not self.styles & {WorkStyle.ON_SITE, WorkStyle.TRAVEL}


def terms_of(profile: Profile) -> Terms:
    """The profile as rules read it: bands made numbers, money made dollars, repeated answers made one."""
    rate = money_scale(profile.currency).per_dollar
    hours = hours_of(profile)
    working = hours or DEFAULT_HOURS_PER_WEEK
    income = usual_income(profile) if profile.income_target is None else profile.income_target / rate
    usual_wage = WAGE_OF_GOAL * income / (working * WEEKS_PER_MONTH)
    return Terms(
        hours=hours,
        cash=usual_cash(profile) if profile.cash is None else profile.cash / rate,
        affordable_loss=None if profile.affordable_loss is None else profile.affordable_loss / rate,
        deadline=profile.deadline_months,
        income=income,
        goal_month=profile.goal_month,
        wage=usual_wage if profile.wage is None else profile.wage / rate,
        working_hours=working,
        risk=profile.risk,
        ambition=profile.ambition,
        area=profile.area,
        levels=levels_of(profile),
        years=_years(profile),
        networks=profile.networks,
        styles=frozenset(profile.work_styles),
        languages=frozenset(profile.languages),
        country=profile.country,
        licences=frozenset(profile.licences),
        exclusions=frozenset(profile.exclusions),
        per_dollar=rate,
    )


def _years(profile: Profile) -> dict[str, float]:
    years: dict[str, float] = {}
    for job in profile.experience:
        years[job.sector] = years.get(job.sector, 0.0) + job.years
    return years
