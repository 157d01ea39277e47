"""What reports show; they announce nothing."""

from django.utils.translation import gettext_lazy as _

from assay.kernel.reading import seen

REPORT = seen("reports.report", says=_("the report of an idea"))
