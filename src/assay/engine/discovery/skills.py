"""The 64 skills a founder may rate and an entry may need. Our own list; no external taxonomy is copied."""

from collections.abc import Mapping
from types import MappingProxyType

from assay.engine.discovery.words import Strength

SKILL_GROUPS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "Build": {
            "web_development": "Web development",
            "mobile_development": "Mobile development",
            "data_engineering": "Data engineering",
            "machine_learning": "Machine learning",
            "no_code_automation": "No-code and automation",
            "cloud_operations": "Running servers",
            "security": "Information security",
            "electronics": "Electronics and sensors",
        },
        "Analyse": {
            "data_analysis": "Data analysis and spreadsheets",
            "statistics": "Statistics",
            "financial_modelling": "Financial modelling",
            "bookkeeping": "Bookkeeping",
            "tax": "Tax",
            "pricing": "Pricing",
            "research": "Desk research",
            "market_research": "Interviews and market research",
        },
        "Create": {
            "graphic_design": "Graphic design",
            "ux_design": "Interface and service design",
            "copywriting": "Writing",
            "video_production": "Video",
            "photography": "Photography",
            "illustration": "Illustration",
            "audio_production": "Audio",
            "product_design": "Product design",
        },
        "Sell": {
            "sales": "Selling in conversation",
            "cold_outreach": "Approaching strangers",
            "negotiation": "Negotiation",
            "account_management": "Keeping customers",
            "paid_ads": "Paid advertising",
            "seo": "Being found in search",
            "social_media": "Social media",
            "public_speaking": "Public speaking",
        },
        "Teach and care": {
            "teaching": "Teaching",
            "coaching": "Coaching",
            "facilitation": "Leading workshops",
            "curriculum_design": "Designing courses",
            "animal_care": "Animal care",
            "childcare": "Child care",
            "elder_care": "Care of older people",
            "clinical_care": "Clinical care",
        },
        "Operate": {
            "project_management": "Project management",
            "logistics": "Logistics",
            "procurement": "Buying and suppliers",
            "quality_control": "Quality control",
            "process_design": "Designing processes",
            "event_management": "Events",
            "hiring": "Hiring and leading people",
            "customer_support": "Customer support",
        },
        "Make and mend": {
            "carpentry": "Carpentry",
            "electrical_work": "Electrical work",
            "plumbing": "Plumbing and heating",
            "metalwork": "Metalwork and machining",
            "sewing": "Sewing and textiles",
            "mechanical_repair": "Mechanical repair",
            "cooking": "Cooking and baking",
            "horticulture": "Growing plants",
        },
        "Know the rules": {
            "legal": "Contracts and law",
            "compliance": "Compliance and audits",
            "data_protection": "Data protection",
            "grant_writing": "Grants and tenders",
            "translation": "Translation",
            "community_building": "Building communities",
            "food_safety": "Food safety",
            "energy_assessment": "Energy and buildings",
        },
    }
)

SKILLS: Mapping[str, str] = MappingProxyType(
    {skill: label for group in SKILL_GROUPS.values() for skill, label in group.items()}
)

# What a founder who names one strength, and rates nothing, is taken to bring; every skill of it at STRENGTH_LEVEL.
STRENGTH_LEVEL = 3
MIXED_LEVEL = 2
STRENGTHS: Mapping[Strength, tuple[str, ...]] = MappingProxyType(
    {
        Strength.TECHNICAL: (
            "web_development",
            "no_code_automation",
            "data_engineering",
            "cloud_operations",
            "electronics",
        ),
        Strength.ANALYTICAL: ("data_analysis", "market_research", "process_design", "pricing", "statistics"),
        Strength.CREATIVE: (
            "graphic_design",
            "copywriting",
            "ux_design",
            "photography",
            "video_production",
            "illustration",
        ),
        Strength.OPERATIONAL: ("project_management", "logistics", "procurement", "process_design", "quality_control"),
        Strength.COMMUNICATION: (
            "sales",
            "public_speaking",
            "community_building",
            "facilitation",
            "social_media",
            "teaching",
        ),
        Strength.FINANCIAL: ("financial_modelling", "bookkeeping", "tax", "data_analysis", "pricing"),
        Strength.RESEARCH: ("research", "market_research", "statistics", "copywriting", "data_analysis"),
        Strength.MIXED: ("sales", "project_management", "copywriting", "customer_support", "research", "social_media"),
    }
)


def implied_levels(strength: Strength | None) -> dict[str, int]:
    """Levels taken for granted when the founder named a strength and did not rate the skill itself."""
    if strength is None:
        return {}
    level = MIXED_LEVEL if strength is Strength.MIXED else STRENGTH_LEVEL
    return dict.fromkeys(STRENGTHS[strength], level)
