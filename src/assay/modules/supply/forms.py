"""What staff post about a weakness."""

from datetime import UTC, datetime, time, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.kernel import clock
from assay.modules.supply.policy import terms


class Acceptance(forms.Form):
    """Why it may wait, and for how long; the day counts whole, in UTC."""

    reason = forms.CharField(
        label=_("Why it may wait"),
        help_text=_("Why it does not harm us meanwhile, and what will be done."),
        min_length=terms.SHORTEST_REASON,
        max_length=terms.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    until = forms.DateField(
        label=_("Until (a quarter of a year at most)"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean_until(self) -> datetime:
        """Turn the day into its end."""
        end = datetime.combine(self.cleaned_data["until"], time.min, tzinfo=UTC) + timedelta(days=1)
        if not terms.may_accept(end, now=clock.now()):
            raise forms.ValidationError(_("Choose a day from today on, within a quarter of a year."))
        return end
