"""The words of the wizard's choices, in the order they are offered."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assay.engine.discovery import SECTORS
from assay.engine.inputs import (
    Advantage,
    AlternativeKind,
    CustomerType,
    DependencyKind,
    GoalType,
    Payer,
    ProblemCategory,
    RevenueModel,
    Stage,
)
from assay.engine.types import Archetype, Recruitment, Risk
from assay.web.places import country_names

type Choices = list[tuple[str, str | Promise]]

LATER: tuple[str, str | Promise] = ("", _("Don't know yet"))

ARCHETYPES: Choices = [
    (Archetype.SUBSCRIPTION, _("Subscription software\nPeople pay every month")),
    (Archetype.COMMERCE, _("Online shop or pay-per-use\nPeople pay per order")),
    (Archetype.SERVICES, _("Services\nPeople pay for your time or know-how")),
    (Archetype.MARKETPLACE, _("Marketplace\nYou bring two sides together and keep a share")),
    (Archetype.LOCAL, _("A place\nShop, studio, café, stall")),
    (Archetype.INVENTORY, _("A product of your own\nMade or bought in batches")),
    (Archetype.CONTENT, _("Content\nReaders and viewers, advertising and sponsors")),
]
STAGES: Choices = [
    (Stage.RAW, _("Just an idea")),
    (Stage.RESEARCHED, _("Looked into it")),
    (Stage.PROTOTYPE, _("Something to show")),
    (Stage.LAUNCHED, _("Launched")),
    (Stage.REVENUE, _("First money came in")),
]
SECTOR_CHOICES: Choices = [LATER, *SECTORS.items()]
PAYERS: Choices = [
    LATER,
    (Payer.USER, _("The person who uses it")),
    (Payer.BOSS, _("Their boss")),
    (Payer.COMPANY, _("Their company")),
    (Payer.PARENT, _("Their parents")),
    (Payer.OTHER, _("Somebody else")),
]
CUSTOMER_TYPES: Choices = [
    LATER,
    (CustomerType.CONSUMER, _("Private people")),
    (CustomerType.MICRO, _("Very small firms (up to 9 people)")),
    (CustomerType.SMB, _("Small and medium firms (10 to 249)")),
    (CustomerType.ENTERPRISE, _("Large firms")),
    (CustomerType.PUBLIC, _("Public bodies")),
    (CustomerType.NON_PROFIT, _("Non-profits")),
]
PROBLEMS: Choices = [
    LATER,
    (ProblemCategory.INEFFICIENCY, _("It takes too long")),
    (ProblemCategory.COST, _("It costs too much")),
    (ProblemCategory.COMPLEXITY, _("It is too complicated")),
    (ProblemCategory.ACCESS, _("They can't get it at all")),
    (ProblemCategory.TRUST, _("They can't trust what they get")),
    (ProblemCategory.TRANSPARENCY, _("They can't see what goes on")),
    (ProblemCategory.FRAGMENTATION, _("It is scattered over many places")),
    (ProblemCategory.STATUS, _("They want joy or recognition")),
    (ProblemCategory.COMPLIANCE, _("The law asks for it")),
]
ADVANTAGES: Choices = [
    (Advantage.PRICE, _("Cheaper")),
    (Advantage.UX, _("Easier or nicer to use")),
    (Advantage.TECHNOLOGY, _("Technology others don't have")),
    (Advantage.NICHE, _("Made for one niche")),
    (Advantage.NETWORK, _("Gets better with each user")),
    (Advantage.SPEED, _("Faster or more reliable")),
    (Advantage.TRUST, _("More trusted")),
    (Advantage.NONE, _("Nothing yet")),
]
ALTERNATIVES: Choices = [
    (AlternativeKind.COMPETITOR, _("Competitor")),
    (AlternativeKind.SUBSTITUTE, _("Another way to solve it")),
    (AlternativeKind.NOTHING, _("Doing nothing")),
]
DEPENDENCIES: Choices = [
    (DependencyKind.PLATFORM, _("A platform")),
    (DependencyKind.REGULATOR, _("A regulator")),
    (DependencyKind.SUPPLIER, _("A supplier")),
]
REVENUE_MODELS: Choices = [
    LATER,
    (RevenueModel.SUBSCRIPTION, _("Subscription")),
    (RevenueModel.ONE_OFF, _("Paid once")),
    (RevenueModel.COMMISSION, _("Commission")),
    (RevenueModel.USAGE, _("Pay per use")),
    (RevenueModel.RETAINER, _("Monthly retainer")),
    (RevenueModel.ADS, _("Advertising")),
    (RevenueModel.LEAD_FEE, _("Fee per lead")),
]
GOALS: Choices = [
    (GoalType.INCOME, _("Extra income")),
    (GoalType.REPLACE_JOB, _("Replace my job")),
    (GoalType.ASSET, _("Build something to sell one day")),
    (GoalType.LEARNING, _("Learn by doing")),
    (GoalType.IMPACT, _("Make a difference")),
]
RISKS: Choices = [
    (Risk.CAUTIOUS, _("Cautious\nI want to be rather sure first")),
    (Risk.BALANCED, _("Balanced\nA fair chance is enough")),
    (Risk.BOLD, _("Bold\nI accept long odds for a big prize")),
]
MONTHS: Choices = [(str(month), _("after %(months)d months") % {"months": month}) for month in (12, 18, 24, 36)]
RECRUITMENTS: Choices = [
    (Recruitment.COLD, _("Strangers – they did not know me")),
    (Recruitment.PANEL, _("A paid panel")),
    (Recruitment.WARM, _("Introduced by somebody")),
    (Recruitment.FRIENDS, _("Friends and family")),
]


def countries() -> Choices:
    """Countries by name in the reader's language, "don't know yet" first."""
    return [LATER, *country_names()]
