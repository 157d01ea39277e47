"""Evidence types in which people say something or somebody looks something up (product-core 5.7, defaults v1)."""

from assay.engine.library.words import EvidenceType, Informs
from assay.engine.types import EvidenceClass

SAYS = (
    EvidenceType(
        id="X01",
        label="Problem interview",
        evidence_class=EvidenceClass.SAYS,
        how="Ask what they did the last time the problem came up, and what it cost. Never ask what they would do.",
        informs=tuple(Informs(template=t, mu=0.2, tau=0.35) for t in ("D1", "D2", "D3", "A1")),
        cash_high=25,
        is_cash_per_person=True,
        hours=1.2,
        is_hours_per_person=True,
        days=10,
        min_n=8,
    ),
    EvidenceType(
        id="X02",
        label="Survey of intentions",
        evidence_class=EvidenceClass.SAYS,
        how="Ask whether they would buy at the price, and count only the definite yes. Saying yes costs nothing.",
        informs=tuple(Informs(template=t, mu=1.2, tau=0.7) for t in ("D6", "D7")),
        cash_high=300,
        hours=6,
        days=7,
        min_n=30,
    ),
    EvidenceType(
        id="X03",
        label="Four price questions (Van Westendorp)",
        evidence_class=EvidenceClass.SAYS,
        how="Ask at which price it is too cheap, cheap, expensive and too expensive, and read the crossing points.",
        # .19/.25 is on the log of the price (Schmidt & Bijmolt). On the logit of acceptance the ladder's bias is used.
        informs=(Informs(template="V1", mu=0.19, tau=0.25), Informs(template="D7", mu=0.9, tau=0.6)),
        cash_high=300,
        hours=6,
        days=7,
        min_n=30,
        source_id="schmidt-bijmolt-2020",
    ),
    EvidenceType(
        id="X04",
        label="Price ladder (Gabor-Granger)",
        evidence_class=EvidenceClass.SAYS,
        how="Offer one price after another and note where each person stops saying yes.",
        informs=tuple(Informs(template=t, mu=0.9, tau=0.6) for t in ("D7", "V9")),
        cash_high=300,
        hours=6,
        days=7,
        min_n=30,
    ),
    EvidenceType(
        id="X13",
        label="Letter of intent",
        evidence_class=EvidenceClass.SAYS,
        how="Ask a company to sign that it means to buy, with price and date. It binds nobody, so it flatters.",
        informs=(Informs(template="D6", mu=1.0, tau=0.6),),
        hours=3,
        is_hours_per_person=True,
        days=21,
        min_n=3,
    ),
    EvidenceType(
        id="X23",
        label="Must-have survey of active users",
        evidence_class=EvidenceClass.SAYS,
        how="Ask people who used it in the last two weeks how they would feel without it. Count the very disappointed.",
        informs=(Informs(template="D9", tau=0.2),),
        hours=3,
        days=7,
        min_n=30,
    ),
)

RESEARCH = (
    EvidenceType(
        id="X05",
        label="Search and community counts",
        evidence_class=EvidenceClass.RESEARCH,
        how="Count searches, members and recent questions about the problem in places you can name.",
        # A5 is ours: counts over twelve months show the season.
        informs=(*(Informs(template=t, tau=0.8) for t in ("D1", "D4")), Informs(template="A5", tau=0.3)),
        hours=4,
        days=1,
    ),
    EvidenceType(
        id="X06",
        label="Price audit of alternatives",
        evidence_class=EvidenceClass.RESEARCH,
        how="Write down what people really pay for three or more alternatives, with date and link.",
        informs=tuple(Informs(template=t, tau=0.3) for t in ("V1", "D3")),
        hours=3,
        days=1,
        min_n=3,
    ),
    EvidenceType(
        id="X07",
        label="Answer of an expert or regulator",
        evidence_class=EvidenceClass.RESEARCH,
        how="Ask one precise question in writing. An answer of the body that decides counts as official.",
        # A3 and A7 are ours: no other test speaks about them.
        informs=tuple(Informs(template=t, lr_cap=5, lr_cap_official=30) for t in ("F3", "F4", "A2", "A3", "A7")),
        cash_high=200,
        hours=3,
        days=14,
    ),
    EvidenceType(
        id="X21",
        label="Three supplier quotes",
        evidence_class=EvidenceClass.RESEARCH,
        how="Get three written offers for the same quantity and quality, with delivery time and validity.",
        # V6 is ours: rent, insurance and software are quoted in the same way.
        informs=(
            *(Informs(template=t, mu=0.05, tau=0.15) for t in ("V2", "V6", "V7")),
            Informs(template="F3", lr_cap=5, lr_cap_official=5),
        ),
        hours=5,
        days=10,
        min_n=3,
    ),
    EvidenceType(
        id="X22",
        label="Licence and legal check",
        evidence_class=EvidenceClass.RESEARCH,
        how="Have the licence question answered against the written rule, by the office or a lawyer.",
        informs=tuple(Informs(template=t, lr_cap=30, lr_cap_official=30) for t in ("F4", "A2", "F7")),
        cash_high=400,
        hours=4,
        days=14,
    ),
)
