"""What there is of one person in supply's tables."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from assay.kernel.subjects import Holding
from assay.modules.supply.models import Weakness

HOLDINGS: Final = (
    Holding(
        model=Weakness,
        left_out=_("Weaknesses of the programs that the service runs on, and our staff's reasons; about no customer."),
        kept=_("Reasons that our staff wrote down about weaknesses of programs stay, because they have to be shown."),
        is_nobodys=True,
    ),
)
