"""The words of the profile's choices."""

from django.utils.translation import gettext_lazy as _

from assay.engine.discovery.words import (
    Ambition,
    Area,
    BudgetBand,
    Exclusion,
    Licence,
    Strength,
    TimeBand,
    WorkStyle,
)
from assay.engine.inputs import CustomerType
from assay.engine.types import Risk
from assay.web.places import country_names

AMBITIONS = {
    Ambition.EXTRA_INCOME: _("Extra income"),
    Ambition.REPLACE_JOB: _("Replace my full-time job"),
    Ambition.PASSIVE_INCOME: _("Income that runs by itself"),
    Ambition.PASSION: _("A passion project"),
    Ambition.SOCIAL_IMPACT: _("Social impact or non-profit"),
    Ambition.TECH_VENTURE: _("A technology venture"),
    Ambition.CONSULTING: _("Consulting or knowledge business"),
    Ambition.LEARNING: _("An experiment to learn from"),
}
TIMES = {
    TimeBand.UNDER_5: _("Less than 5 hours"),
    TimeBand.FROM_5_TO_10: _("5 to 10 hours"),
    TimeBand.FROM_10_TO_20: _("10 to 20 hours"),
    TimeBand.FULL_TIME: _("Full-time"),
}
BUDGETS = {
    BudgetBand.FREE: _("None – only my work"),
    BudgetBand.UNDER_1K: _("Less than 1,000"),
    BudgetBand.UP_TO_5K: _("Up to 5,000"),
    BudgetBand.UP_TO_10K: _("Up to 10,000"),
    BudgetBand.UP_TO_20K: _("Up to 20,000"),
    BudgetBand.OVER_20K: _("More than 20,000"),
}
AREAS = {
    Area.AI: _("AI and automation"),
    Area.CONSULTING: _("Consulting and professional services"),
    Area.EDUCATION: _("Education"),
    Area.HEALTH: _("Health and wellness"),
    Area.FINANCE: _("Finance and investment"),
    Area.COMMERCE: _("E-commerce and retail"),
    Area.MEDIA: _("Content, media, creators"),
    Area.SUSTAINABILITY: _("Sustainability and green technology"),
    Area.LIFESTYLE: _("Lifestyle, travel, food"),
    Area.OTHER: _("Something else"),
}
STRENGTHS = {
    Strength.TECHNICAL: _("Technical, automation"),
    Strength.ANALYTICAL: _("Analytical, strategic"),
    Strength.CREATIVE: _("Creative, design"),
    Strength.OPERATIONAL: _("Operations, process"),
    Strength.COMMUNICATION: _("Communication, community"),
    Strength.FINANCIAL: _("Finance"),
    Strength.RESEARCH: _("Research, insight"),
    Strength.MIXED: _("A mix of all"),
}
STYLES = {
    WorkStyle.SOLO: _("On my own"),
    WorkStyle.TEAM: _("In a small team"),
    WorkStyle.COMMUNITY: _("With a community"),
    WorkStyle.REMOTE: _("Remote only"),
    WorkStyle.ON_SITE: _("On site, with people"),
    WorkStyle.TRAVEL: _("Travelling"),
}
LICENCES = {
    Licence.ELECTRICIAN: _("Electrician"),
    Licence.GAS_FITTER: _("Gas fitter"),
    Licence.COMMERCIAL_DRIVER: _("Commercial driver"),
    Licence.REAL_ESTATE_AGENT: _("Real estate agent"),
    Licence.FINANCIAL_ADVISER: _("Financial adviser"),
    Licence.CHILDCARE: _("Child care"),
    Licence.CLINICAL: _("Clinical profession"),
    Licence.DRONE: _("Drone pilot"),
    Licence.TEACHER: _("Teacher"),
    Licence.SECURITY_GUARD: _("Security guard"),
}
EXCLUSIONS = {
    Exclusion.ALCOHOL: _("Alcohol"),
    Exclusion.GAMBLING: _("Gambling"),
    Exclusion.ANIMAL_PRODUCTS: _("Animal products"),
    Exclusion.FOSSIL_FUEL: _("Fossil fuel"),
    Exclusion.LENDING: _("Lending money"),
    Exclusion.ADVERTISING: _("Living on advertising"),
    Exclusion.COLD_OUTREACH: _("Approaching strangers"),
    Exclusion.AI_OUTPUT: _("Selling AI output"),
    Exclusion.HEALTH_RECORDS: _("Health records"),
    Exclusion.CHILDREN: _("Working with children"),
    Exclusion.NIGHT_WORK: _("Working at night"),
    Exclusion.HEAVY_LABOUR: _("Heavy physical work"),
    Exclusion.PUBLIC_TENDERS: _("Public tenders"),
}
CUSTOMERS = {
    CustomerType.CONSUMER: _("Private people"),
    CustomerType.MICRO: _("Owners of very small firms"),
    CustomerType.SMB: _("Deciders in small and medium firms"),
    CustomerType.ENTERPRISE: _("Deciders in large firms"),
    CustomerType.PUBLIC: _("People in public bodies"),
    CustomerType.NON_PROFIT: _("People in non-profits"),
}
RISKS = {
    Risk.CAUTIOUS: _("Cautious"),
    Risk.BALANCED: _("Balanced"),
    Risk.BOLD: _("Bold"),
}
MONTHS = [(str(month), _("after %(months)d months") % {"months": month}) for month in (12, 18, 24, 36)]


def countries() -> list[tuple[str, object]]:
    """Countries by name, none chosen first."""
    return [("", _("Rather not say")), *country_names()]
