"""What the kernel itself keeps of people."""

from django.utils.translation import gettext_lazy as _

from assay.kernel import subjects
from assay.kernel.models import Replay

subjects.hold(
    subjects.Holding(
        model=Replay,
        left_out=_("Copies of answers to programs, kept for a day."),
        kept=_("Copies of answers to your programs end after a day, and cannot be read without your key."),
    )
)
