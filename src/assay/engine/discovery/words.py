"""The choices discovery knows: the intake's original options (each kept one to one) and those added to them."""

from enum import StrEnum


class Ambition(StrEnum):
    """What the founder wants of a business; the eight goals of the original intake."""

    EXTRA_INCOME = "extra_income"
    REPLACE_JOB = "replace_job"
    PASSIVE_INCOME = "passive_income"
    PASSION = "passion"
    SOCIAL_IMPACT = "social_impact"
    TECH_VENTURE = "tech_venture"
    CONSULTING = "consulting"
    LEARNING = "learning"


class TimeBand(StrEnum):
    """Hours a week, as the original intake asks; exact hours win over the band."""

    UNDER_5 = "under_5"
    FROM_5_TO_10 = "5_to_10"
    FROM_10_TO_20 = "10_to_20"
    FULL_TIME = "full_time"


class BudgetBand(StrEnum):
    """Money to start with, as the original intake asks; exact cash wins over the band."""

    FREE = "free"
    UNDER_1K = "under_1k"
    UP_TO_5K = "up_to_5k"
    UP_TO_10K = "up_to_10k"
    UP_TO_20K = "up_to_20k"
    OVER_20K = "over_20k"


class Area(StrEnum):
    """The ten interest areas of the original intake; their sub-areas stand in ``intake.SUB_AREAS``."""

    AI = "ai"
    CONSULTING = "consulting"
    EDUCATION = "education"
    HEALTH = "health"
    FINANCE = "finance"
    COMMERCE = "commerce"
    MEDIA = "media"
    SUSTAINABILITY = "sustainability"
    LIFESTYLE = "lifestyle"
    OTHER = "other"


class WorkStyle(StrEnum):
    """The original five, and travelling."""

    SOLO = "solo"
    TEAM = "team"
    COMMUNITY = "community"
    REMOTE = "remote"
    ON_SITE = "on_site"
    TRAVEL = "travel"


class Strength(StrEnum):
    """The original eight skill strengths; each stands for a handful of skills (``intake.STRENGTHS``)."""

    TECHNICAL = "technical"
    ANALYTICAL = "analytical"
    CREATIVE = "creative"
    OPERATIONAL = "operational"
    COMMUNICATION = "communication"
    FINANCIAL = "financial"
    RESEARCH = "research"
    MIXED = "mixed"


class Scope(StrEnum):
    """How far away a customer may live."""

    LOCAL = "local"
    NATIONAL = "national"
    GLOBAL = "global"


class Delivery(StrEnum):
    ONLINE = "online"
    MIXED = "mixed"
    ON_SITE = "on_site"


class Licence(StrEnum):
    """Permissions that take months or an examination; a form and a fee is no licence here."""

    ELECTRICIAN = "electrician"
    GAS_FITTER = "gas_fitter"
    COMMERCIAL_DRIVER = "commercial_driver"
    REAL_ESTATE_AGENT = "real_estate_agent"
    FINANCIAL_ADVISER = "financial_adviser"
    CHILDCARE = "childcare"
    CLINICAL = "clinical"
    DRONE = "drone"
    TEACHER = "teacher"
    SECURITY_GUARD = "security_guard"


class Exclusion(StrEnum):
    """What a founder may refuse to do; an entry that carries the tag is never shown."""

    ALCOHOL = "alcohol"
    GAMBLING = "gambling"
    ANIMAL_PRODUCTS = "animal_products"
    FOSSIL_FUEL = "fossil_fuel"
    LENDING = "lending"
    ADVERTISING = "advertising"
    COLD_OUTREACH = "cold_outreach"
    AI_OUTPUT = "ai_output"
    HEALTH_RECORDS = "health_records"
    CHILDREN = "children"
    NIGHT_WORK = "night_work"
    HEAVY_LABOUR = "heavy_labour"
    PUBLIC_TENDERS = "public_tenders"


class Impact(StrEnum):
    CLIMATE = "climate"
    WASTE = "waste"
    HEALTH = "health"
    EDUCATION = "education"
    INCLUSION = "inclusion"
    LOCAL_ECONOMY = "local_economy"
    ANIMALS = "animals"
    CIVIC = "civic"


class Criterion(StrEnum):
    """The eleven contributions of the fit (product-core 5.18), in their order."""

    SKILLS = "skills"
    DOMAIN = "domain"
    ACCESS = "access"
    INCOME = "income"
    SPEED = "speed"
    INTEREST = "interest"
    CAPITAL = "capital"
    TIME = "time"
    RISK = "risk"
    STYLE = "style"
    SCALE = "scale"


class Constraint(StrEnum):
    """What excludes an entry whatever its fit."""

    CAPEX = "capex"
    LOSS = "loss"
    HOURS = "hours"
    LICENCE = "licence"
    LOCATION = "location"
    ON_SITE = "on_site"
    EXCLUSION = "exclusion"
    LANGUAGE = "language"
    DEADLINE = "deadline"
