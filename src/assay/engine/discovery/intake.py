"""What the answers of the intake mean: bands as numbers, strengths as skills, interests as text."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from assay.engine.discovery.profile import Profile
from assay.engine.discovery.skills import implied_levels
from assay.engine.discovery.words import Ambition, Area, BudgetBand, TimeBand
from assay.engine.inputs import GoalType

HOURS_OF: Mapping[TimeBand, float] = MappingProxyType(
    {TimeBand.UNDER_5: 4.0, TimeBand.FROM_5_TO_10: 8.0, TimeBand.FROM_10_TO_20: 15.0, TimeBand.FULL_TIME: 40.0}
)
CASH_OF: Mapping[BudgetBand, float] = MappingProxyType(
    {
        BudgetBand.FREE: 0.0,
        BudgetBand.UNDER_1K: 900.0,
        BudgetBand.UP_TO_5K: 5_000.0,
        BudgetBand.UP_TO_10K: 10_000.0,
        BudgetBand.UP_TO_20K: 20_000.0,
        BudgetBand.OVER_20K: 40_000.0,
    }
)
GOAL_OF: Mapping[Ambition, GoalType] = MappingProxyType(
    {
        Ambition.EXTRA_INCOME: GoalType.INCOME,
        Ambition.REPLACE_JOB: GoalType.REPLACE_JOB,
        Ambition.PASSIVE_INCOME: GoalType.INCOME,
        Ambition.PASSION: GoalType.LEARNING,
        Ambition.SOCIAL_IMPACT: GoalType.IMPACT,
        Ambition.TECH_VENTURE: GoalType.ASSET,
        Ambition.CONSULTING: GoalType.REPLACE_JOB,
        Ambition.LEARNING: GoalType.LEARNING,
    }
)
# Monthly owner profit a founder is taken to want who named an ambition but no sum; authored, shown as such.
INCOME_OF: Mapping[Ambition, float] = MappingProxyType(
    {
        Ambition.EXTRA_INCOME: 800.0,
        Ambition.REPLACE_JOB: 4_000.0,
        Ambition.PASSIVE_INCOME: 1_000.0,
        Ambition.PASSION: 500.0,
        Ambition.SOCIAL_IMPACT: 1_000.0,
        Ambition.TECH_VENTURE: 6_000.0,
        Ambition.CONSULTING: 4_000.0,
        Ambition.LEARNING: 200.0,
    }
)
DEFAULT_INCOME = 1_000.0

AREA_LABELS: Mapping[Area, str] = MappingProxyType(
    {
        Area.AI: "AI and automation",
        Area.CONSULTING: "Consulting and professional services",
        Area.EDUCATION: "Education and training",
        Area.HEALTH: "Health and wellness",
        Area.FINANCE: "Finance and investment",
        Area.COMMERCE: "E-commerce and retail",
        Area.MEDIA: "Content, media and creators",
        Area.SUSTAINABILITY: "Sustainability and green technology",
        Area.LIFESTYLE: "Lifestyle, travel and food",
        Area.OTHER: "Something else",
    }
)
SUB_AREAS: Mapping[Area, tuple[str, ...]] = MappingProxyType(
    {
        Area.AI: (
            "Chatbots",
            "Workflow automation",
            "Predictive analytics",
            "Image and video AI",
            "Generative text tools",
            "AI agents",
        ),
        Area.CONSULTING: (
            "Business strategy",
            "Process optimization",
            "IT advisory",
            "Digital transformation",
            "Change management",
            "Agile coaching",
        ),
        Area.EDUCATION: (
            "Online courses",
            "Coaching platforms",
            "Skill assessment tools",
            "Gamified learning",
            "Tutoring marketplaces",
            "AI learning assistants",
        ),
        Area.HEALTH: (
            "Mental health",
            "Nutrition",
            "Fitness technology",
            "Patient engagement",
            "Preventive care",
            "Wearables",
        ),
        Area.FINANCE: (
            "Personal finance",
            "Stock analytics",
            "Crypto tools",
            "Small-business finance",
            "Tax automation",
            "Wealth coaching",
        ),
        Area.COMMERCE: (
            "Direct-to-consumer brand",
            "Dropshipping",
            "Print on demand",
            "Product discovery",
            "Subscription boxes",
            "B2B wholesale",
        ),
        Area.MEDIA: (
            "Newsletters",
            "Podcasting",
            "Short-form video",
            "AI-generated content",
            "Niche blogging",
            "Educational media",
        ),
        Area.SUSTAINABILITY: (
            "Recycling technology",
            "Clean energy",
            "Waste management",
            "Sustainable fashion",
            "Carbon tracking",
            "Eco products",
        ),
        Area.LIFESTYLE: (
            "Local experiences",
            "Smart itineraries",
            "Food delivery",
            "Recipe automation",
            "Culture exchange",
            "Digital nomad tools",
        ),
        Area.OTHER: (),
    }
)


def hours_of(profile: Profile) -> float | None:
    """Hours a week: the exact answer, else the middle of the band, else unknown."""
    if profile.hours_per_week is not None:
        return profile.hours_per_week
    return None if profile.time is None else HOURS_OF[profile.time]


def usual_cash(profile: Profile) -> float | None:
    """What the budget band stands for, in US dollars; None when none was chosen."""
    return None if profile.budget is None else CASH_OF[profile.budget]


def usual_income(profile: Profile) -> float:
    """The owner profit a month that the ambition stands for, in US dollars."""
    return DEFAULT_INCOME if profile.ambition is None else INCOME_OF[profile.ambition]


def levels_of(profile: Profile) -> dict[str, int]:
    """Skill levels, 0 to 5: own ratings win over what the named strength implies; a skill rated twice counts once."""
    levels = implied_levels(profile.strength)
    for rating in sorted(profile.skills, key=lambda rating: rating.level):
        levels[rating.skill] = rating.level
    return levels


_BREAKS = re.compile(r"[,;.\n•|/]+")
_MOST_WISHES = 12


def wishes_of(text: str) -> tuple[str, ...]:
    """The whole text and each of the things it lists, so that one wish is enough for an entry to be near."""
    parts = [part.strip() for part in _BREAKS.split(text)]
    named = [part for part in parts if len(part) > 2]
    return (text, *dict.fromkeys(named[:_MOST_WISHES])) if len(named) > 1 else (text,)


def interest_text(profile: Profile) -> str:
    """What the sentence encoder reads about the founder's interests; empty when nothing was said."""
    area = "" if profile.area in (None, Area.OTHER) else AREA_LABELS[profile.area]
    parts = (profile.interests, profile.sub_area, area)
    return ". ".join(part.strip() for part in parts if part.strip())
